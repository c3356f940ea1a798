package ai.lacuna.evaluation.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import ai.lacuna.model.Encoder;
import java.util.Map;

/**
 * Features of a frozen encoder: the mean of its final-normed patch tokens, and its class token if
 * it has one.
 *
 * <p>Letters: B images, T patch tokens, D width.
 */
public final class EncoderFeaturizer implements Featurizer {

  /** The summary of the patch tokens. */
  static final String MEAN = "mean";

  /** The class token, of an encoder that has one. */
  static final String CLASS = "class";

  // As many tokens at once as keep the cores busy while the activations stay within their caches.
  private static final int TOKENS = 4_096;

  private final Encoder encoder;
  private final Attention attention;
  private final NDManager manager;

  /**
   * Features of an encoder, which stays the caller's.
   *
   * @param attention what its patches attend to
   * @param manager the encoder's device
   */
  public EncoderFeaturizer(Encoder encoder, Attention attention, NDManager manager) {
    this.encoder = encoder;
    this.attention = attention;
    this.manager = manager;
  }

  @Override
  public ImageShape image() {
    return encoder.image();
  }

  @Override
  public int batch() {
    return batch(encoder);
  }

  static int batch(Encoder encoder) {
    return Math.max(8, Math.min(256, TOKENS / encoder.config().grid().size()));
  }

  // (B, C, H, W) -> (B, T, D), or (B, 1+T, D) with a class token
  static NDArray tokens(Encoder encoder, Attention attention, NDArray images) {
    return switch (attention) {
      case FULL -> encoder.features(images);
      case CAUSAL -> encoder.causalFeatures(images);
    };
  }

  // Without the class token, if there is one: -> (B, T, D)
  static NDArray patches(Encoder encoder, NDArray tokens) {
    return switch (encoder.output().classToken()) {
      case FIRST -> tokens.get(new NDIndex(":, 1:"));
      case NONE -> tokens;
    };
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = encoder.preprocessing().normalise(scope, batch.pixels()); // (B, C, H, W)
      NDArray tokens = tokens(encoder, attention, images);
      NDArray patches = patches(encoder, tokens);
      float[] mean = patches.mean(new int[] {1}).toFloatArray(); // (B, T, D) -> (B, D)
      return switch (encoder.output().classToken()) {
        case FIRST -> Map.of(MEAN, mean, CLASS, tokens.get(new NDIndex(":, 0")).toFloatArray());
        case NONE -> Map.of(MEAN, mean);
      };
    }
  }
}
