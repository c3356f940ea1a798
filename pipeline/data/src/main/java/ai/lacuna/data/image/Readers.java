package ai.lacuna.data.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * ImageIO's readers of each format. The JDK's come first: they are faster, and the others are there
 * for what they refuse. A reader that did well is used again by the same thread, since making one
 * costs more than decoding a small image.
 */
final class Readers {

  private static final Map<Format, List<ImageReaderSpi>> PROVIDERS = new EnumMap<>(Format.class);

  private static final ThreadLocal<Map<Format, ImageReader>> IDLE =
      ThreadLocal.withInitial(() -> new EnumMap<>(Format.class));

  static {
    ImageIO.setUseCache(false); // else ImageIO writes temporary files
    IIORegistry registry = IIORegistry.getDefaultInstance();
    for (Format format : Format.values()) {
      List<ImageReaderSpi> jdk = new ArrayList<>();
      List<ImageReaderSpi> others = new ArrayList<>();
      registry
          .getServiceProviders(ImageReaderSpi.class, true)
          .forEachRemaining(
              spi -> {
                if (List.of(spi.getFormatNames()).contains(format.imageIoName())) {
                  (spi.getClass().getName().startsWith("com.sun.") ? jdk : others).add(spi);
                }
              });
      order(registry, jdk, others);
      jdk.addAll(others);
      PROVIDERS.put(format, jdk);
    }
  }

  private Readers() {}

  /**
   * The JDK's TIFF reader hands JPEG data to whichever JPEG reader comes first, and they disagree
   * on inverted CMYK: without an order of our own, colours would depend on the class path.
   */
  private static void order(
      IIORegistry registry, List<ImageReaderSpi> jdk, List<ImageReaderSpi> others) {
    for (ImageReaderSpi first : jdk) {
      for (ImageReaderSpi second : others) {
        registry.unsetOrdering(ImageReaderSpi.class, second, first);
        registry.setOrdering(ImageReaderSpi.class, first, second);
      }
    }
  }

  /** How many readers there are for a format. */
  static int choices(Format format) {
    return providers(format).size();
  }

  /** A reader that no other thread has. */
  static ImageReader take(Format format, int choice) {
    ImageReader idle = choice == 0 ? IDLE.get().remove(format) : null;
    if (idle != null) {
      return idle;
    }
    try {
      return providers(format).get(choice).createReaderInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("a reader for " + format + " does not start", e);
    }
  }

  /** Takes a reader back that did its work without complaint. */
  static void giveBack(Format format, int choice, ImageReader reader) {
    if (choice == 0) {
      reader.reset();
      IDLE.get().put(format, reader);
    } else {
      reader.dispose();
    }
  }

  private static List<ImageReaderSpi> providers(Format format) {
    return PROVIDERS.getOrDefault(format, List.of());
  }
}
