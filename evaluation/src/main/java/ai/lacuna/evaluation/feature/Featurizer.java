package ai.lacuna.evaluation.feature;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Batch;
import java.util.Map;

/** Turns images into features. */
public interface Featurizer {

  /** The images that it takes. */
  ImageShape image();

  /** How many images it takes at once. */
  int batch();

  /**
   * The features of some images.
   *
   * @param batch B images of the right shape
   * @return by the name of the summary, (B, D) or (B, T, D) row-major; always the same names and
   *     widths
   */
  Map<String, float[]> features(Batch batch);

  /** T, the tokens of an image that are kept; 0 = it has vectors, (B, D). */
  default int tokens() {
    return 0;
  }
}
