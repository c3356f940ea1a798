package ai.lacuna.evaluation.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.model.Encoder;
import java.util.Map;

/**
 * Features of a frozen encoder. Summaries are the mean of its final-normed patch tokens, and its
 * class token if it has one. Tokens are all final-normed patch tokens, or the mean of what the last
 * blocks give, as AIM's probes read it (reference {@code aim-v1/aim/v1/torch/layers.py},
 * AverageLayers).
 *
 * <p>Letters: B images, T patch tokens, D width, L blocks.
 */
public final class EncoderFeaturizer implements Featurizer {

  /** The summary of the patch tokens. */
  static final String MEAN = "mean";

  /** The class token, of an encoder that has one. */
  static final String CLASS = "class";

  // As many tokens at once as keep the cores busy while the activations stay within their caches.
  private static final int AT_ONCE = 4_096;

  private final Encoder encoder;
  private final Attention attention;
  private final Reads reads;
  private final NDManager manager;

  /**
   * Features of an encoder, which stays the caller's.
   *
   * @param attention what its patches attend to; {@code FULL} if blocks are averaged
   * @param reads all tokens, or a summary: then all summaries are made
   * @param manager the encoder's device
   */
  public EncoderFeaturizer(Encoder encoder, Attention attention, Reads reads, NDManager manager) {
    if (reads instanceof Reads.Tokens tokens
        && tokens.blocks() > 0
        && attention != Attention.FULL) {
      throw new IllegalArgumentException("blocks are averaged with full attention only");
    }
    this.encoder = encoder;
    this.attention = attention;
    this.reads = reads;
    this.manager = manager;
  }

  @Override
  public ImageShape image() {
    return encoder.image();
  }

  @Override
  public int batch() {
    return Math.max(8, Math.min(256, AT_ONCE / encoder.config().grid().size()));
  }

  @Override
  public int tokens() {
    return reads instanceof Reads.Tokens ? encoder.output().grid().size() : 0;
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = encoder.preprocessing().normalise(scope, batch.pixels()); // (B, C, H, W)
      if (reads instanceof Reads.Tokens tokens) {
        NDArray all =
            tokens.blocks() == 0
                ? encode(images)
                : encoder.blocks(images, tokens.blocks()).mean(new int[] {0}); // over L
        return Map.of(FeatureFiles.TOKENS, patches(all).toFloatArray());
      }
      return summaries(encode(images));
    }
  }

  // (B, C, H, W) -> (B, T, D), or (B, 1+T, D) with a class token
  private NDArray encode(NDArray images) {
    return switch (attention) {
      case FULL -> encoder.features(images);
      case CAUSAL -> encoder.causalFeatures(images);
    };
  }

  // Without the class token, if there is one: -> (B, T, D)
  private NDArray patches(NDArray tokens) {
    return switch (encoder.output().classToken()) {
      case FIRST -> tokens.get(new NDIndex(":, 1:"));
      case NONE -> tokens;
    };
  }

  private Map<String, float[]> summaries(NDArray tokens) {
    float[] mean = patches(tokens).mean(new int[] {1}).toFloatArray(); // (B, T, D) -> (B, D)
    return switch (encoder.output().classToken()) {
      case FIRST -> Map.of(MEAN, mean, CLASS, tokens.get(new NDIndex(":, 0")).toFloatArray());
      case NONE -> Map.of(MEAN, mean);
    };
  }
}
