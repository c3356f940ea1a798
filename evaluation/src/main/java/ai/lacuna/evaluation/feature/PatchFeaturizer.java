package ai.lacuna.evaluation.feature;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import java.util.Map;
import java.util.Objects;

/**
 * The pixels of each patch as its token: what a protocol that reads tokens reaches without an
 * encoder.
 *
 * <p>Letters: B images, C channels, R x S grid, T = R · S tokens, p x q pixels of a patch.
 */
public final class PatchFeaturizer implements Featurizer {

  private final PixelFeaturizer pixels;
  private final Grid grid;

  /**
   * Patches of pixels.
   *
   * @param pixels of the images that the encoder takes, not shrunk
   * @param grid of the encoder's tokens; its sides divide the image's
   */
  public PatchFeaturizer(PixelFeaturizer pixels, Grid grid) {
    this.pixels = pixels;
    this.grid = grid;
  }

  @Override
  public ImageShape image() {
    return pixels.image();
  }

  @Override
  public int batch() {
    return pixels.batch();
  }

  @Override
  public int tokens() {
    return grid.size();
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    float[] values = Objects.requireNonNull(pixels.features(batch).get(PixelFeaturizer.PIXELS));
    int channels = image().channels();
    int height = image().height();
    int width = image().width();
    int p = height / grid.rows();
    int q = width / grid.columns();
    float[] tokens = new float[values.length]; // (B, C, H, W) -> (B, T, C p q)
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / (width * height) % channels;
      int b = i / (width * height * channels);
      int token = (b * grid.rows() + y / p) * grid.columns() + x / q;
      tokens[token * channels * p * q + (c * p + y % p) * q + x % q] = values[i];
    }
    return Map.of(FeatureFiles.TOKENS, tokens);
  }
}
