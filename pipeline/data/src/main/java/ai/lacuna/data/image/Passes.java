package ai.lacuna.data.image;

import ai.lacuna.data.image.Resampler.Flip;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two passes of {@link Resampler}, with the buffers and weight tables of one thread.
 *
 * <p>Each pass adds weighted runs of samples: the horizontal one columns, the vertical one rows,
 * with a transposition between them. A run is an array of its own that is used from its start,
 * because only then does HotSpot (17) turn the loops into vector instructions: two arrays with an
 * offset each are enough to keep it from that.
 *
 * <p>Letters: H, W height and width of the crop; h, w output height and width; C channels.
 */
final class Passes {

  private static final int TABLES = 256;
  private static final int BAND = 64; // rows that go through the horizontal pass together
  private static final int BLOCK = 16; // columns that are transposed together

  private record Key(int in, int out, Filter filter) {}

  private final Map<Key, Kernel> kernels =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kernel> eldest) {
          return size() > TABLES;
        }
      };

  private int[][] columns = {}; // (W, C, band)
  private int[][] narrow = {}; // (w, C, band)
  private int[][] rows = {}; // (H, C, w)
  private int[] sums = {}; // (C, w)
  private int height; // H
  private int rowLength; // C * w
  private Filter filter = Filter.BICUBIC;

  /**
   * Takes a crop and scales it to another width.
   *
   * @param image (., ., C)
   * @param crop (H, W) of it
   * @param flip whether the result is mirrored
   */
  void horizontal(Image image, Box crop, int width, Filter filter, Flip flip) {
    if (!crop.within(image)) {
      throw new IllegalArgumentException(
          crop + " does not lie in an image of " + image.height() + "x" + image.width());
    }
    int channels = image.channels();
    this.height = crop.height();
    this.rowLength = channels * width;
    this.filter = filter;
    rows = atLeast(rows, height, rowLength);
    int longest = channels * Math.min(BAND, height);
    columns = atLeast(columns, crop.width(), longest);
    narrow = atLeast(narrow, crop.width() == width ? 0 : width, longest);
    for (int top = 0; top < height; top += BAND) {
      int band = Math.min(BAND, height - top);
      takeColumns(image, crop, top, band);
      int[][] scaled = columns;
      if (crop.width() != width) {
        scaled = narrow;
        Kernel kernel = kernel(crop.width(), width);
        for (int x = 0; x < width; x++) { // (W, C, band) -> (w, C, band)
          weigh(kernel, x, columns, channels * band, narrow[x]);
        }
      }
      transpose(scaled, width, channels, top, band, flip); // (w, C, band) -> (band, C, w)
    }
  }

  /**
   * One row of the result; valid until the next call.
   *
   * @param y its number
   * @param height output height h
   * @return (C, w), each 0..255
   */
  int[] vertical(int y, int height) {
    if (this.height == height) {
      return rows[y];
    }
    sums = sums.length < rowLength ? new int[rowLength] : sums;
    weigh(kernel(this.height, height), y, rows, rowLength, sums);
    return sums;
  }

  private Kernel kernel(int in, int out) {
    return kernels.computeIfAbsent(
        new Key(in, out, filter), key -> Kernel.of(key.in, key.out, key.filter));
  }

  private void takeColumns(Image image, Box crop, int top, int band) {
    byte[] pixels = image.pixels();
    int channels = image.channels();
    int stride = image.width() * channels;
    int first = (crop.top() + top) * stride + crop.left() * channels;
    for (int x = 0; x < crop.width(); x++) {
      int[] column = columns[x];
      int from = first + x * channels;
      if (channels == 3) { // without the inner loop, twice as fast
        for (int y = 0; y < band; y++, from += stride) {
          column[y] = pixels[from] & 0xFF;
          column[band + y] = pixels[from + 1] & 0xFF;
          column[2 * band + y] = pixels[from + 2] & 0xFF;
        }
      } else {
        for (int y = 0; y < band; y++, from += stride) {
          for (int c = 0; c < channels; c++) {
            column[c * band + y] = pixels[from + c] & 0xFF;
          }
        }
      }
    }
  }

  private void transpose(int[][] from, int width, int channels, int top, int band, Flip flip) {
    for (int start = 0; start < width; start += BLOCK) {
      int end = Math.min(width, start + BLOCK);
      for (int y = 0; y < band; y++) {
        int[] row = rows[top + y];
        for (int c = 0; c < channels; c++) {
          int i = c * band + y;
          switch (flip) {
            case NONE -> {
              for (int x = start, to = c * width; x < end; x++) {
                row[to + x] = from[x][i];
              }
            }
            case HORIZONTAL -> {
              for (int x = start, to = (c + 1) * width - 1; x < end; x++) {
                row[to - x] = from[x][i];
              }
            }
          }
        }
      }
    }
  }

  /** The weighted sum of the first {@code n} samples of neighbouring runs, rounded and clipped. */
  private static void weigh(Kernel kernel, int output, int[][] runs, int n, int[] out) {
    int[] weights = kernel.weights();
    int w = output * kernel.taps();
    int last = w + kernel.count()[output] - 1;
    int r = kernel.first()[output];
    Arrays.fill(out, 0, n, Kernel.HALF);
    for (; w + 4 <= last; w += 4, r += 4) {
      add(weights, w, runs[r], runs[r + 1], runs[r + 2], runs[r + 3], out, n);
    }
    for (; w < last; w++, r++) {
      add(weights[w], runs[r], out, n);
    }
    addAndClip(weights[w], runs[r], out, n);
  }

  private static void add(
      int[] weights, int w, int[] a, int[] b, int[] c, int[] d, int[] out, int n) {
    int wa = weights[w];
    int wb = weights[w + 1];
    int wc = weights[w + 2];
    int wd = weights[w + 3];
    for (int i = 0; i < n; i++) {
      out[i] += wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
    }
  }

  private static void add(int weight, int[] in, int[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] += weight * in[i];
    }
  }

  private static void addAndClip(int weight, int[] in, int[] out, int n) {
    for (int i = 0; i < n; i++) {
      int value = (out[i] + weight * in[i]) >> Kernel.PRECISION;
      value &= ~(value >> 31); // negative -> 0
      out[i] = (value | ((255 - value) >> 31)) & 255; // beyond 255 -> 255; min() is no vector
    }
  }

  private static int[][] atLeast(int[][] buffers, int count, int length) {
    boolean enough = buffers.length >= count && (count == 0 || buffers[0].length >= length);
    return enough ? buffers : new int[Math.max(count, buffers.length)][length];
  }
}
