package ai.lacuna.evaluation.feature;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import java.util.Map;

/**
 * The pixels of each patch as its token, normalised as for an encoder: what a protocol that reads
 * tokens reaches without one.
 *
 * <p>Letters: B images, C channels, R x S grid, T = R · S tokens, p x q pixels of a patch.
 */
public final class PatchFeaturizer implements Featurizer {

  private final ImageShape image;
  private final Grid grid;
  private final float[] mean;
  private final float[] std;

  /**
   * Patches of images of a data set.
   *
   * @param image the images that the encoder takes
   * @param grid of the encoder's tokens; its sides divide the image's
   * @param mean (C) of pixels in [0, 1]
   * @param std (C) of pixels in [0, 1], positive
   */
  public PatchFeaturizer(ImageShape image, Grid grid, float[] mean, float[] std) {
    this.image = image;
    this.grid = grid;
    this.mean = mean.clone();
    this.std = std.clone();
  }

  @Override
  public ImageShape image() {
    return image;
  }

  @Override
  public int batch() {
    return 256;
  }

  @Override
  public int tokens() {
    return grid.size();
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    byte[] pixels = batch.pixels(); // (B, C, H, W)
    int height = image.height();
    int width = image.width();
    int p = height / grid.rows();
    int q = width / grid.columns();
    float[] features = new float[pixels.length]; // (B, T, C p q)
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / (width * height) % image.channels();
      int b = i / (width * height * image.channels());
      int token = (b * grid.rows() + y / p) * grid.columns() + x / q;
      int element = (c * p + y % p) * q + x % q;
      features[token * image.channels() * p * q + element] =
          ((pixels[i] & 0xff) / 255f - mean[c]) / std[c];
    }
    return Map.of(FeatureFiles.TOKENS, features);
  }
}
