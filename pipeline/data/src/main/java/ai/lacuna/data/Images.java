package ai.lacuna.data;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.image.Picture;
import ai.lacuna.data.image.Size;
import ai.lacuna.data.image.UndecodableImage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Decoded images of a data set; all are kept where the whole set fits. Thread-safe. */
final class Images {

  private final Dataset dataset;
  private final @Nullable AtomicReferenceArray<Image> kept;

  private Images(Dataset dataset, @Nullable AtomicReferenceArray<Image> kept) {
    this.dataset = dataset;
    this.kept = kept;
  }

  /** For rows that are asked for again and again. */
  static Images keeping(Dataset dataset) {
    long decoded = dataset.manifest().sizes().pixels() * dataset.channels();
    return new Images(
        dataset,
        decoded <= dataset.memory().decodedBytes()
            ? new AtomicReferenceArray<>((int) dataset.rows())
            : null);
  }

  /** For rows that are asked for once. */
  static Images passing(Dataset dataset) {
    return new Images(dataset, null);
  }

  /**
   * Refuses a model input that the data set's images cannot become.
   *
   * @throws LacunaException of kind CONFIG
   */
  static void checkChannels(Dataset dataset, ImageShape shape) {
    if (dataset.channels() != shape.channels()) {
      throw new LacunaException(
          Kind.CONFIG,
          "image channels",
          shape.channels(),
          dataset.channels() + ", as data set '" + dataset.name() + "' has",
          "change the model's channels or import the data set with others");
    }
  }

  Image get(long row) {
    if (kept != null) {
      Image image = kept.get((int) row);
      if (image == null) {
        image = decode(row);
        kept.set((int) row, image);
      }
      return image;
    }
    return decode(row);
  }

  /** An image of which one part is wanted. */
  Picture picture(long row) {
    if (kept != null) {
      return Picture.of(get(row));
    }
    Sample sample = dataset.sample(row);
    if (orientation(sample) != Orientation.UPRIGHT) {
      return Picture.of(decode(sample, Optional.empty()));
    }
    return ImageDecoder.sizeIfDecodedInParts(sample.bytes())
        .<Picture>map(size -> new Stored(sample, size))
        .orElseGet(() -> Picture.of(decode(sample, Optional.empty())));
  }

  private Image decode(long row) {
    return decode(dataset.sample(row), Optional.empty());
  }

  private Image decode(Sample sample, Optional<Box> part) {
    try {
      if (part.isPresent()) {
        return ImageDecoder.decodePart(sample.bytes(), dataset.channels(), part.get());
      }
      Image stored = ImageDecoder.decode(sample.bytes(), dataset.channels(), Long.MAX_VALUE);
      return orientation(sample).upright(stored);
    } catch (UndecodableImage e) {
      throw new LacunaException(
          Kind.DATA,
          dataset.name() + " row " + sample.row() + " (" + sample.path() + ")",
          e.reason() + ": " + e.getMessage(),
          "an image that decodes, as it did at import",
          "import the data set again");
    }
  }

  /** How an image is to be turned. */
  private Orientation orientation(Sample sample) {
    return switch (dataset.manifest().orientation()) {
      case IGNORE -> Orientation.UPRIGHT;
      case APPLY -> ImageDecoder.orientation(sample.bytes());
    };
  }

  /** An image file that is decoded once it is known how much of it is wanted. */
  private final class Stored implements Picture {

    private final Sample sample;
    private final Size size;

    Stored(Sample sample, Size size) {
      this.sample = sample;
      this.size = size;
    }

    @Override
    public int height() {
      return size.height();
    }

    @Override
    public int width() {
      return size.width();
    }

    @Override
    public Image whole() {
      return decode(sample, Optional.empty());
    }

    @Override
    public Region region(Box box) {
      Image part = decode(sample, Optional.of(box));
      return new Region(part, part.bounds());
    }
  }
}
