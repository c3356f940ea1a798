package ai.lacuna.data.ingest;

import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether annotations fit their image and their data set, whatever source they come from. */
final class AnnotationCheck {

  /** An image that is refused because of its annotations. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Reject reject;

    Refusal(Reject reject) {
      super(reject.detail());
      this.reject = reject;
    }

    Reject reject() {
      return reject;
    }
  }

  private final Vocabulary vocabulary;
  private final long maxPixels;

  AnnotationCheck(Vocabulary vocabulary, long maxPixels) {
    this.vocabulary = vocabulary;
    this.maxPixels = maxPixels;
  }

  /**
   * Checks the semantic mask, if there is one.
   *
   * @return how many pixels have each index (256); all 0 without a mask
   */
  long[] semantic(Row row, Image image) throws Refusal {
    long[] pixels = new long[256];
    if (!row.annotations().hasSemantic()) {
      return pixels;
    }
    Image mask;
    try {
      mask = IndexMask.read(row.annotations().semantic(), maxPixels);
    } catch (IOException e) {
      throw new Refusal(new Reject(row.path(), "bad-mask", "its mask: " + e.getMessage()));
    }
    if (mask.height() != image.height() || mask.width() != image.width()) {
      throw new Refusal(new Reject(row.path(), "mask-size", sizes("a mask", mask, image)));
    }
    for (byte index : mask.pixels()) {
      pixels[index & 0xFF]++;
    }
    int classes = vocabulary.semanticClasses().size();
    for (int k = classes; k < IndexMask.IGNORE; k++) {
      if (pixels[k] > 0) {
        String detail =
            "%d pixels of class %d, but there are %d classes".formatted(pixels[k], k, classes);
        throw new Refusal(new Reject(row.path(), "bad-label", detail));
      }
    }
    return pixels;
  }

  private static String sizes(String what, Image mask, Image image) {
    return "%s of %dx%d pixels, but the image has %dx%d"
        .formatted(what, mask.width(), mask.height(), image.width(), image.height());
  }

  /** The objects that can be kept; all others are handed to {@code rejects}. */
  List<Instance> objects(Row row, Image image, Consumer<Reject> rejects) {
    List<Instance> good = new ArrayList<>();
    List<Instance> objects = row.annotations().objects();
    for (int i = 0; i < objects.size(); i++) {
      Reject reject = check(objects.get(i), row.path() + "#" + i, image);
      if (reject == null) {
        good.add(objects.get(i));
      } else {
        rejects.accept(reject);
      }
    }
    return good;
  }

  private @Nullable Reject check(Instance object, String path, Image image) {
    int categories = vocabulary.categories().size();
    if (object.category() < 0 || object.category() >= categories) {
      String detail = "category %d, but there are %d".formatted(object.category(), categories);
      return new Reject(path, "bad-category", detail);
    }
    // Not (a <= 0), which would let NaN pass.
    if (!(object.width() > 0 && object.height() > 0) || !Double.isFinite(object.area())) {
      return new Reject(path, "empty-box", box(object));
    }
    boolean inside =
        object.x() < image.width()
            && object.y() < image.height()
            && object.x() + object.width() > 0
            && object.y() + object.height() > 0;
    if (!inside) {
      String detail = "%s in %dx%d pixels".formatted(box(object), image.width(), image.height());
      return new Reject(path, "outside-image", detail);
    }
    RleMask mask = object.mask();
    if (mask != null && (mask.height() != image.height() || mask.width() != image.width())) {
      String detail =
          "%dx%d pixels, but the image has %dx%d"
              .formatted(mask.width(), mask.height(), image.width(), image.height());
      return new Reject(path, "mask-size", detail);
    }
    return null;
  }

  private static String box(Instance object) {
    return "x %s, y %s, width %s, height %s"
        .formatted(object.x(), object.y(), object.width(), object.height());
  }
}
