package ai.lacuna.data.image;

import ai.lacuna.data.image.Samples.Ink;
import ai.lacuna.data.image.UndecodableImage.Reason;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, GIF, BMP, TIFF, WebP and PAM as the reference loaders do, which read with
 * Pillow and {@code convert("RGB")}: the first frame; alpha dropped, not blended; palettes
 * resolved; the high byte of 16-bit samples (the low one of a grey image that uses no more than
 * that); CMYK by plain inversion; embedded colour profiles and EXIF orientation ignored.
 *
 * <p>Sizes are checked in the header before pixels are allocated. A file that is cut short is
 * refused, even where a decoder could return the part that it has.
 */
public final class ImageDecoder {

  /** The default limit on pixels, H x W: what fits in 512 MiB with 16-bit samples and a copy. */
  public static final long MAX_PIXELS = 50_000_000;

  private ImageDecoder() {}

  /** As {@link #decode(byte[], int, long)} with {@link #MAX_PIXELS}. */
  public static Image decode(byte[] bytes, int channels) throws UndecodableImage {
    return decode(bytes, channels, MAX_PIXELS);
  }

  /**
   * Decodes an image.
   *
   * @param bytes an image file
   * @param channels 1 = luma (ITU-R 601-2, as Pillow's {@code "L"}), 3 = RGB; any other number
   *     takes the samples as they are stored and refuses an image that has another number of them
   * @param maxPixels largest H x W that is accepted
   * @throws UndecodableImage if the bytes are no image that can be read
   */
  public static Image decode(byte[] bytes, int channels, long maxPixels) throws UndecodableImage {
    if (bytes.length == 0) {
      throw new UndecodableImage(Reason.EMPTY, "no bytes");
    }
    Format format = Format.of(bytes);
    if (format == null) {
      throw new UndecodableImage(
          Reason.UNKNOWN_FORMAT, "does not start like any of JPEG, PNG, GIF, BMP, TIFF, WebP, PAM");
    }
    if (format == Format.PAM) {
      return Pam.decode(bytes, channels, maxPixels);
    }
    if (format == Format.TIFF) {
      TiffHeader.check(bytes);
    }
    JpegHeader jpeg = format == Format.JPEG ? JpegHeader.of(bytes) : null;
    byte[] file = jpeg == null ? bytes : jpeg.withoutProfile(bytes);
    UndecodableImage first = null;
    for (int choice = 0; choice < Readers.choices(format); choice++) {
      ImageReader reader = Readers.take(format, choice);
      try {
        Image image = read(reader, format, jpeg, file, channels, maxPixels);
        Readers.giveBack(format, choice, reader);
        return image;
      } catch (UndecodableImage e) {
        reader.dispose(); // after damage its state is not to be trusted
        if (e.reason() == Reason.TOO_LARGE) {
          throw e;
        }
        first = first == null ? e : first;
      }
    }
    throw first == null
        ? new UndecodableImage(Reason.UNSUPPORTED, "no reader for " + format)
        : first;
  }

  /** How the camera was held, as the file says it; decoding takes no notice of it. */
  public static Orientation orientation(byte[] bytes) {
    Format format = Format.of(bytes);
    return format == null ? Orientation.UPRIGHT : Orientation.of(bytes, format);
  }

  /** The size of an image of which {@link #decodePart} saves work; empty for all others. */
  public static Optional<Size> sizeIfDecodedInParts(byte[] bytes) {
    if (Format.of(bytes) != Format.JPEG) {
      return Optional.empty();
    }
    JpegHeader jpeg = JpegHeader.of(bytes);
    boolean plain = jpeg.components() == 1 || jpeg.components() == 3;
    return plain && jpeg.height() > 0 && jpeg.width() > 0
        ? Optional.of(new Size(jpeg.height(), jpeg.width()))
        : Optional.empty();
  }

  /**
   * Decodes a part of an image that is known to be decodable: the same pixels as in the whole.
   *
   * @param part the part, within the image
   * @return (height, width, channels) of the part
   * @throws UndecodableImage if the image cannot be read up to that part
   */
  public static Image decodePart(byte[] bytes, int channels, Box part) throws UndecodableImage {
    JpegHeader jpeg = JpegHeader.of(bytes);
    ImageReader reader = Readers.take(Format.JPEG, 0);
    try (ImageInputStream in = new FileStream(jpeg.withoutProfile(bytes))) {
      reader.setInput(in, true, true);
      ImageReadParam wanted = reader.getDefaultReadParam();
      wanted.setSourceRegion(new Rectangle(part.left(), part.top(), part.width(), part.height()));
      Image image = Samples.from(reader.read(0, wanted), Ink.PLAIN, channels);
      Readers.giveBack(Format.JPEG, 0, reader);
      return image;
    } catch (IOException | RuntimeException e) {
      reader.dispose();
      Image whole = decode(bytes, channels, Long.MAX_VALUE);
      return Resampler.resize(whole, part, part.height(), part.width(), Filter.BICUBIC); // copies
    }
  }

  private static Image read(
      ImageReader reader,
      Format format,
      @Nullable JpegHeader jpeg,
      byte[] bytes,
      int channels,
      long maxPixels)
      throws UndecodableImage {
    Damage damage = new Damage();
    try (ImageInputStream in = new FileStream(bytes)) {
      reader.setInput(in, true, true); // metadata ignored: compressed text can be a bomb of its own
      reader.addIIOReadWarningListener(damage);
      checkSize(reader.getHeight(0), reader.getWidth(0), maxPixels);
      Image image;
      if (jpeg != null && jpeg.components() == 4) {
        // Raw samples: converting readers need a profile, and then differ from plain inversion.
        image = Samples.fromJpegCmyk(reader.readRaster(0, null), jpeg.transform(), channels);
      } else {
        boolean inverted = format == Format.TIFF && TiffHeader.isJpeg(bytes);
        image = Samples.from(reader.read(0), inverted ? Ink.INVERTED : Ink.PLAIN, channels);
      }
      if (damage.truncated) {
        throw new UndecodableImage(Reason.BROKEN, format + " is cut short");
      }
      return image;
    } catch (IIOException e) {
      Reason reason = unsupported(e) ? Reason.UNSUPPORTED : Reason.BROKEN;
      throw new UndecodableImage(reason, format + ": " + firstLine(e), e);
    } catch (IOException | RuntimeException e) {
      // Readers meet damage with almost any unchecked exception: it is the file's fault.
      throw new UndecodableImage(Reason.BROKEN, format + ": " + firstLine(e), e);
    } catch (OutOfMemoryError e) {
      // One array that a damaged header asked for; what it did not get is not missing elsewhere.
      throw new UndecodableImage(
          Reason.TOO_LARGE, format + ": its reader asks for more memory than there is", e);
    }
  }

  static void checkSize(long height, long width, long maxPixels) throws UndecodableImage {
    if (height < 1 || width < 1) {
      throw new UndecodableImage(Reason.BROKEN, "claims " + width + "x" + height + " pixels");
    }
    if (height > maxPixels / width) {
      throw new UndecodableImage(
          Reason.TOO_LARGE,
          "claims %dx%d pixels, at most %d are allowed".formatted(width, height, maxPixels));
    }
  }

  private static boolean unsupported(IIOException e) {
    return String.valueOf(e.getMessage()).contains("nsupported");
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  /** Hears of data that ended early, which the JPEG reader mentions only in a warning. */
  private static final class Damage implements IIOReadWarningListener {
    private boolean truncated;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      truncated |= warning.contains("remature end") || warning.contains("Truncated");
    }
  }
}
