package ai.lacuna.data.annotation;

import java.util.List;

/**
 * The annotations of one image.
 *
 * @param objects the objects in it, in the source's order; empty where there are none
 * @param semantic an {@link IndexMask} as a PNG file: one 8-bit channel of the image's size, whose
 *     values are indices of semantic classes, {@link IndexMask#IGNORE} = not labelled; no bytes
 *     where the source has none
 */
@SuppressWarnings("ArrayRecordComponent") // the file is handed on as it is, never compared
public record Annotations(List<Instance> objects, byte[] semantic) {

  private static final byte[] NO_MASK = {};

  /** Those of an image of which nothing but its class is known. */
  public static final Annotations NONE = new Annotations(List.of(), NO_MASK);

  public Annotations {
    objects = List.copyOf(objects);
  }

  /** Objects, and no semantic mask. */
  public static Annotations ofObjects(List<Instance> objects) {
    return new Annotations(objects, NO_MASK);
  }

  /** A semantic mask, and no objects. */
  public static Annotations ofSemantic(byte[] semantic) {
    return new Annotations(List.of(), semantic);
  }

  /** Whether there is a semantic mask. */
  public boolean hasSemantic() {
    return semantic.length > 0;
  }
}
