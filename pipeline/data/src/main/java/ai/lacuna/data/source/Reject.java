package ai.lacuna.data.source;

/**
 * An image or an object that was refused.
 *
 * @param path where it was, relative to the source; of an object its image's path, {@code #} and
 *     its number among the image's objects
 * @param reason the kind of refusal, as it is counted, such as {@code broken}
 * @param detail what exactly was wrong
 */
public record Reject(String path, String reason, String detail) {

  /** The reason of objects whose image was refused: nothing is wrong with themselves. */
  public static final String IMAGE_REFUSED = "image-refused";

  /**
   * An object that is lost with its image.
   *
   * @param object its number among the image's objects
   */
  public static Reject ofImage(Reject image, int object) {
    return new Reject(image.path() + "#" + object, IMAGE_REFUSED, image.reason());
  }
}
