package ai.lacuna.data.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Antialiased resizing, equal to Pillow's in every bit: separable, horizontal pass first, each pass
 * in 22-bit fixed point, rounded and clipped to 8 bits.
 *
 * <p>Letters: H, W input height and width; h, w output height and width; C channels.
 *
 * <p>A crop is taken <em>before</em> resizing, as torchvision's {@code resized_crop} does: no pixel
 * outside of it has an influence.
 *
 * @see <a href="https://github.com/python-pillow/Pillow">Pillow, src/libImaging/Resample.c</a>
 */
public final class Resampler {

  /** Whether the result is mirrored left to right. */
  public enum Flip {
    NONE,
    HORIZONTAL
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private Resampler() {}

  /**
   * Resizes a part of an image.
   *
   * @param image the image, (H, W, C)
   * @param crop the part, within the image
   * @param height output height h, at least 1
   * @param width output width w, at least 1
   * @return (h, w, C)
   */
  public static Image resize(Image image, Box crop, int height, int width, Filter filter) {
    int channels = image.channels();
    byte[] out = new byte[height * width * channels];
    Scratch scratch = SCRATCH.get();
    scratch.horizontal(image, crop, width, filter); // (H, W, C) -> (H, w, C)
    Kernel kernel = scratch.kernel(crop.height(), height, filter);
    for (int y = 0; y < height; y++) {
      int[] row = scratch.vertical(kernel, y, width * channels); // (H, w, C) -> (w, C)
      int start = y * width * channels;
      for (int i = 0; i < width * channels; i++) {
        out[start + i] = (byte) row[i];
      }
    }
    return new Image(channels, height, width, out);
  }

  /**
   * Resizes a part of an image into planes, ready for a batch.
   *
   * @param target receives (C, h, w)
   * @param offset where in {@code target} the first plane starts
   */
  public static void resizeToPlanes(
      Image image,
      Box crop,
      int height,
      int width,
      Filter filter,
      Flip flip,
      byte[] target,
      int offset) {
    int channels = image.channels();
    Scratch scratch = SCRATCH.get();
    scratch.horizontal(image, crop, width, filter); // (H, W, C) -> (H, w, C)
    Kernel kernel = scratch.kernel(crop.height(), height, filter);
    for (int y = 0; y < height; y++) {
      int[] row = scratch.vertical(kernel, y, width * channels); // (H, w, C) -> (w, C)
      for (int c = 0; c < channels; c++) { // (w, C) -> (C, w)
        int start = offset + (c * height + y) * width;
        switch (flip) {
          case NONE -> {
            for (int x = 0, i = c; x < width; x++, i += channels) {
              target[start + x] = (byte) row[i];
            }
          }
          case HORIZONTAL -> {
            for (int x = width - 1, i = c; x >= 0; x--, i += channels) {
              target[start + x] = (byte) row[i];
            }
          }
        }
      }
    }
  }

  /**
   * The size that covers (height, width) with the aspect ratio kept: for a square target, its side
   * becomes the shorter side, as torchvision's {@code Resize(S)} has it.
   *
   * @return {height, width}, each at least the one asked for
   */
  public static int[] covering(int imageHeight, int imageWidth, int height, int width) {
    if ((long) height * imageWidth >= (long) width * imageHeight) {
      return new int[] {
        height, Math.max(width, (int) ((double) ((long) height * imageWidth) / imageHeight))
      };
    }
    return new int[] {
      Math.max(height, (int) ((double) ((long) width * imageHeight) / imageWidth)), width
    };
  }

  private static int clip(int fixed) {
    int value = fixed >> Kernel.PRECISION;
    return value < 0 ? 0 : Math.min(value, 255);
  }

  /** Buffers and weight tables of one thread. */
  private static final class Scratch {

    private static final int TABLES = 256;

    private record Key(int in, int out, Filter filter) {}

    private final Map<Key, Kernel> kernels =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Kernel> eldest) {
            return size() > TABLES;
          }
        };
    private int[] rows = new int[0];
    private int[] sums = new int[0];

    Kernel kernel(int in, int out, Filter filter) {
      return kernels.computeIfAbsent(
          new Key(in, out, filter), k -> Kernel.of(k.in, k.out, k.filter));
    }

    /** Fills {@link #rows} with the crop scaled to {@code width}: (crop height, w, C). */
    void horizontal(Image image, Box crop, int width, Filter filter) {
      if (!crop.within(image)) {
        throw new IllegalArgumentException(
            crop + " does not lie in an image of " + image.height() + "x" + image.width());
      }
      int channels = image.channels();
      int needed = crop.height() * width * channels;
      if (rows.length < needed) {
        rows = new int[needed];
      }
      Kernel kernel = kernel(crop.width(), width, filter);
      for (int y = 0; y < crop.height(); y++) {
        int from = ((crop.top() + y) * image.width() + crop.left()) * channels;
        int to = y * width * channels;
        if (crop.width() == width) {
          for (int i = 0; i < width * channels; i++) {
            rows[to + i] = image.pixels()[from + i] & 0xFF;
          }
        } else if (channels == 3) {
          row3(kernel, image.pixels(), from, to, width);
        } else {
          row(kernel, image.pixels(), from, to, width, channels);
        }
      }
    }

    private void row3(Kernel kernel, byte[] pixels, int from, int to, int width) {
      int[] weights = kernel.weights();
      for (int x = 0; x < width; x++) {
        int i = from + kernel.first()[x] * 3;
        int w = x * kernel.taps();
        int end = w + kernel.count()[x];
        int red = Kernel.HALF;
        int green = Kernel.HALF;
        int blue = Kernel.HALF;
        for (; w < end; w++, i += 3) {
          int weight = weights[w];
          red += weight * (pixels[i] & 0xFF);
          green += weight * (pixels[i + 1] & 0xFF);
          blue += weight * (pixels[i + 2] & 0xFF);
        }
        rows[to++] = clip(red);
        rows[to++] = clip(green);
        rows[to++] = clip(blue);
      }
    }

    private void row(Kernel kernel, byte[] pixels, int from, int to, int width, int channels) {
      for (int x = 0; x < width; x++) {
        int start = x * kernel.taps();
        for (int c = 0; c < channels; c++) {
          int i = from + kernel.first()[x] * channels + c;
          int sum = Kernel.HALF;
          for (int k = 0; k < kernel.count()[x]; k++, i += channels) {
            sum += kernel.weights()[start + k] * (pixels[i] & 0xFF);
          }
          rows[to++] = clip(sum);
        }
      }
    }

    /** One output row of {@code n} samples from {@link #rows}; valid until the next call. */
    int[] vertical(Kernel kernel, int y, int n) {
      if (sums.length < n) {
        sums = new int[n];
      }
      int[] sums = this.sums;
      int[] rows = this.rows;
      Arrays.fill(sums, 0, n, Kernel.HALF);
      for (int k = 0; k < kernel.count()[y]; k++) {
        int weight = kernel.weights()[y * kernel.taps() + k];
        int from = (kernel.first()[y] + k) * n;
        // Plain int arrays in a counted loop: the form that HotSpot turns into vector instructions.
        for (int i = 0; i < n; i++) {
          sums[i] += weight * rows[from + i];
        }
      }
      for (int i = 0; i < n; i++) {
        sums[i] = clip(sums[i]);
      }
      return sums;
    }
  }
}
