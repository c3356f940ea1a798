package ai.lacuna.data.annotation;

import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Masks whose samples are class indices. Unlike a picture, such a file is read sample by sample: of
 * a palette image the indices count and not the colours they stand for, and two bits are not
 * stretched to eight.
 */
public final class IndexMask {

  /** The index of pixels that are not labelled: neither trained on nor counted. */
  public static final int IGNORE = 255;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private IndexMask() {}

  /** A PNG file of an image of one channel; equal masks give equal bytes. */
  public static byte[] encode(Image mask) {
    if (mask.channels() != 1) {
      throw new IllegalArgumentException("a mask of " + mask.channels() + " channels");
    }
    return ImageEncoder.encode(mask);
  }

  /**
   * Reads a palette or grey PNG.
   *
   * @param maxPixels largest H x W that is accepted; checked before anything is allocated
   * @return one channel of indices 0..255
   * @throws IOException if the bytes are no such file, with what is wrong as its message
   */
  public static Image read(byte[] bytes, long maxPixels) throws IOException {
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (i >= bytes.length || bytes[i] != SIGNATURE[i]) {
        throw new IOException("no PNG file");
      }
    }
    ImageReader reader = reader();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      if ((long) height * width > maxPixels) {
        throw new IOException(
            "claims %dx%d pixels, at most %d are allowed".formatted(width, height, maxPixels));
      }
      return indices(reader.read(0).getRaster());
    } catch (RuntimeException e) { // how the reader meets some kinds of damage
      throw new IOException("damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.")) {
        return reader; // the one that is known to hand out samples as they are
      }
    }
    throw new IllegalStateException("this Java runtime has no reader for PNG");
  }

  private static Image indices(Raster raster) throws IOException {
    if (raster.getNumBands() > 2) { // 2 = grey with alpha
      throw new IOException("a picture of " + raster.getNumBands() + " channels, not of indices");
    }
    int width = raster.getWidth();
    byte[] indices = new byte[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        if (row[x] > 255) {
          throw new IOException("the index " + row[x] + " at column " + x + " of row " + y);
        }
        indices[y * width + x] = (byte) row[x];
      }
    }
    return new Image(1, raster.getHeight(), width, indices);
  }
}
