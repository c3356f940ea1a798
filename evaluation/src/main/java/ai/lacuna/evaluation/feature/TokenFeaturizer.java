package ai.lacuna.evaluation.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import ai.lacuna.model.Encoder;
import java.util.Map;

/**
 * All patch tokens of a frozen encoder: the final-normed ones, or the mean of what its last blocks
 * give, as AIM's probes read it (reference {@code aim-v1/aim/v1/torch/layers.py}, AverageLayers).
 *
 * <p>Letters: B images, T patch tokens, D width, L blocks.
 */
public final class TokenFeaturizer implements Featurizer {

  private final Encoder encoder;
  private final Attention attention;
  private final int blocks;
  private final NDManager manager;

  /**
   * Tokens of an encoder, which stays the caller's.
   *
   * @param attention what its patches attend to; {@code FULL} if blocks are averaged
   * @param blocks L, how many of the last blocks; 0 = the final-normed tokens
   * @param manager the encoder's device
   */
  public TokenFeaturizer(Encoder encoder, Attention attention, int blocks, NDManager manager) {
    if (blocks > 0 && attention != Attention.FULL) {
      throw new IllegalArgumentException("blocks are averaged with full attention only");
    }
    this.encoder = encoder;
    this.attention = attention;
    this.blocks = blocks;
    this.manager = manager;
  }

  @Override
  public ImageShape image() {
    return encoder.image();
  }

  @Override
  public int batch() {
    return EncoderFeaturizer.batch(encoder);
  }

  @Override
  public int tokens() {
    return encoder.output().grid().size();
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = encoder.preprocessing().normalise(scope, batch.pixels()); // (B, C, H, W)
      NDArray tokens = // (B, T, D), or (B, 1+T, D) with a class token
          blocks == 0
              ? EncoderFeaturizer.tokens(encoder, attention, images)
              : encoder.blocks(images, blocks).mean(new int[] {0}); // (L, B, …, D) -> (B, …, D)
      return Map.of(FeatureFiles.TOKENS, EncoderFeaturizer.patches(encoder, tokens).toFloatArray());
    }
  }
}
