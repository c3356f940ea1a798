package ai.lacuna.evaluation.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import ai.lacuna.model.Encoder;
import java.util.Map;

/**
 * Features of a frozen encoder: the mean of its final-normed patch tokens, and its class token.
 *
 * <p>Letters: B images, N patches, D width.
 */
public final class EncoderFeaturizer implements Featurizer {

  /** The summary of the patch tokens. */
  static final String MEAN = "mean";

  /** The class token. */
  static final String CLASS = "class";

  // As many tokens at once as keep the cores busy while the activations stay within their caches.
  private static final int TOKENS = 4_096;

  private final Encoder encoder;
  private final NDManager manager;

  /**
   * Features of an encoder, which stays the caller's.
   *
   * @param manager the encoder's device
   */
  public EncoderFeaturizer(Encoder encoder, NDManager manager) {
    this.encoder = encoder;
    this.manager = manager;
  }

  @Override
  public ImageShape image() {
    return encoder.image();
  }

  @Override
  public int batch() {
    return Math.max(8, Math.min(256, TOKENS / encoder.config().grid().size()));
  }

  @Override
  public Map<String, float[]> features(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = encoder.preprocessing().normalise(scope, batch.pixels()); // (B, C, H, W)
      NDArray tokens = encoder.features(images); // (B, 1+N, D)
      NDArray patches = tokens.get(new NDIndex(":, 1:")); // (B, 1+N, D) -> (B, N, D)
      return Map.of(
          MEAN,
          patches.mean(new int[] {1}).toFloatArray(), // (B, N, D) -> (B, D)
          CLASS,
          tokens.get(new NDIndex(":, 0")).toFloatArray()); // (B, 1+N, D) -> (B, D)
    }
  }
}
