package ai.lacuna.data.augment;

import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/** An {@link ai.lacuna.api.augment.Augmentation}, carried out. Thread-safe. */
@FunctionalInterface
public interface ImageOperation {

  /**
   * Changes an image, or not.
   *
   * @param image nobody else's; it may be changed and returned
   * @param random this operation's own stream for this very crop; the result depends on nothing
   *     else, so that equal streams give equal images on any thread
   * @return an image of the same shape
   */
  Image apply(Image image, RandomGenerator random);
}
