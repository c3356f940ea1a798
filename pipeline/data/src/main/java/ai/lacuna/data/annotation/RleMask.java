package ai.lacuna.data.annotation;

import ai.lacuna.data.image.Image;
import java.util.Arrays;
import java.util.List;

/**
 * The pixels of an object as COCO keeps them: lengths of runs of equal pixels, <em>column by
 * column</em> from the top left. The first run is of pixels outside the object, and may be empty.
 *
 * <p>Agrees exactly with pycocotools' {@code mask}: compressed texts, rasterised polygons, unions,
 * areas and bounds.
 */
public final class RleMask {

  /** The largest number of pixels, H x W. */
  public static final long MAX_PIXELS = Integer.MAX_VALUE;

  private final int height;
  private final int width;
  private final int[] runs;

  private RleMask(int height, int width, int[] runs) {
    this.height = height;
    this.width = width;
    this.runs = runs;
  }

  /**
   * A mask of given runs, COCO's uncompressed form.
   *
   * @param runs lengths in pixels, summing up to H x W
   * @throws IllegalArgumentException if they do not, or one is negative
   */
  public static RleMask ofRuns(int height, int width, int... runs) {
    if (height < 1 || width < 1 || (long) height * width > MAX_PIXELS) {
      throw new IllegalArgumentException("a mask of " + width + "x" + height + " pixels");
    }
    long sum = 0;
    for (int run : runs) {
      if (run < 0) {
        throw new IllegalArgumentException("a run of " + run + " pixels");
      }
      sum += run;
    }
    if (sum != (long) height * width) {
      throw new IllegalArgumentException(
          "runs of %d pixels in a mask of %dx%d".formatted(sum, width, height));
    }
    return new RleMask(height, width, runs.clone());
  }

  /**
   * Reads COCO's compressed form.
   *
   * @param counts the text under {@code counts}
   * @throws IllegalArgumentException if it is none, or does not cover H x W pixels
   */
  public static RleMask parse(int height, int width, String counts) {
    return ofRuns(height, width, CompressedRuns.parse(counts));
  }

  /**
   * The union of polygons, as pycocotools rasterises them.
   *
   * @param polygons corners of each as x, y, x, y, … in pixels; parts outside the image are cut off
   * @throws IllegalArgumentException if a polygon has fewer than three corners, an odd number of
   *     coordinates, one that is no number, or an outline of millions of pixels
   */
  public static RleMask ofPolygons(int height, int width, List<double[]> polygons) {
    if (polygons.isEmpty()) {
      throw new IllegalArgumentException("no polygon");
    }
    RleMask union = null;
    for (double[] polygon : polygons) {
      RleMask mask = ofRuns(height, width, new PolygonRaster(height, width).runs(polygon));
      union = union == null ? mask : union.union(mask);
    }
    return union == null ? ofRuns(height, width, height * width) : union;
  }

  /** The pixels of a one-channel image that are not 0. */
  public static RleMask of(Image mask) {
    int height = mask.height();
    int width = mask.width();
    byte[] pixels = mask.pixels();
    Runs runs = new Runs();
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        runs.add(pixels[y * width + x] != 0 ? 1 : 0, 1);
      }
    }
    return new RleMask(height, width, runs.toArray());
  }

  /** The pixels of this mask or of another of the same size. */
  public RleMask union(RleMask other) {
    if (other.height != height || other.width != width) {
      throw new IllegalArgumentException("masks of different sizes");
    }
    Runs union = new Runs();
    int a = 0;
    int b = 0;
    int restA = runs[0];
    int restB = other.runs[0];
    for (long left = (long) height * width; left > 0; ) {
      while (restA == 0) {
        restA = runs[++a];
      }
      while (restB == 0) {
        restB = other.runs[++b];
      }
      int step = Math.min(restA, restB);
      union.add((a | b) & 1, step); // odd runs are of the object
      restA -= step;
      restB -= step;
      left -= step;
    }
    return new RleMask(height, width, union.toArray());
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Number of runs. */
  public int length() {
    return runs.length;
  }

  /** The lengths of the runs. */
  public int[] runs() {
    return runs.clone();
  }

  /** COCO's compressed form: the text under {@code counts}. */
  public String counts() {
    return CompressedRuns.text(runs);
  }

  /** Pixels of the object. */
  public long area() {
    long area = 0;
    for (int r = 1; r < runs.length; r += 2) {
      area += runs[r];
    }
    return area;
  }

  /** The smallest box around the object: x, y, width, height; all 0 if the mask is empty. */
  public int[] bounds() {
    int left = width;
    int top = height;
    int right = -1;
    int bottom = -1;
    long start = 0;
    for (int r = 0; r < runs.length; r++) {
      long end = start + runs[r];
      if ((r & 1) == 1 && end > start) {
        int first = (int) (start / height);
        int last = (int) ((end - 1) / height);
        left = Math.min(left, first);
        right = Math.max(right, last);
        // A run that goes on in the next column has touched the bottom of one and the top of one.
        top = first < last ? 0 : Math.min(top, (int) (start % height));
        bottom = first < last ? height - 1 : Math.max(bottom, (int) ((end - 1) % height));
      }
      start = end;
    }
    return right < 0 ? new int[4] : new int[] {left, top, right - left + 1, bottom - top + 1};
  }

  /** The mask as an image of one channel: 1 = the object, 0 = anything else. */
  public Image toImage() {
    byte[] pixels = new byte[height * width];
    int at = 0; // column by column
    for (int r = 0; r < runs.length; r++) {
      int end = at + runs[r];
      if ((r & 1) == 1) {
        for (int i = at; i < end; i++) {
          pixels[i % height * width + i / height] = 1;
        }
      }
      at = end;
    }
    return new Image(1, height, width, pixels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RleMask mask
        && mask.height == height
        && mask.width == width
        && Arrays.equals(mask.runs, runs);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(runs);
  }

  @Override
  public String toString() {
    return "%dx%d mask of %d pixels".formatted(width, height, area());
  }
}
