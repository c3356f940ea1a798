package ai.lacuna.evaluation.protocol;

import ai.lacuna.api.random.Streams;
import java.util.List;

/**
 * What a protocol is run on: frozen features of the train and the test split.
 *
 * @param train features to learn from
 * @param test features to be judged on; same width as {@code train}
 * @param classes class names; labels of both splits are indices into it
 * @param streams random numbers of this evaluation
 */
public record Task(FeatureSet train, FeatureSet test, List<String> classes, Streams streams) {

  public Task {
    classes = List.copyOf(classes);
    if (train.width() != test.width()) {
      throw new IllegalArgumentException(
          "given %d train and %d test features per image, expected the same encoder for both"
              .formatted(train.width(), test.width()));
    }
  }
}
