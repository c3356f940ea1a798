package ai.lacuna.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images ready for the device.
 *
 * <p>B images, K crops of each in a view, A = K · B; C channels, H rows, W columns.
 *
 * @param epoch the epoch it belongs to, from 0
 * @param index its number within the epoch, from 0
 * @param rows (B): row numbers in the data set
 * @param labels (B): class indices, -1 = none
 * @param mixed what the images are mixed with
 * @param views for each view (A, C, H, W): unsigned bytes 0..255, cropped, resized and augmented;
 *     crop k of image b has number k · B + b
 * @param variants (B): the number of each image's draws, where these are limited, see {@link
 *     TrainLoader}; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays go to the device as they are
public record Batch(
    long epoch,
    int index,
    long[] rows,
    int[] labels,
    Mixed mixed,
    List<byte[]> views,
    int[] variants) {

  /**
   * What the images of a batch are mixed with.
   *
   * @param labels (B): the class index of each image's partner; its own where nothing is mixed
   * @param shares (B): how much of each image is its own, in [0, 1]
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Mixed(int[] labels, float[] shares) {

    /** Every image is its own. */
    static Mixed nothing(int[] labels) {
      float[] shares = new float[labels.length];
      Arrays.fill(shares, 1);
      return new Mixed(labels, shares);
    }

    /** The first image with the last one, and so on. */
    static Mixed reversed(int[] labels, float[] shares) {
      int[] partners = new int[labels.length];
      for (int b = 0; b < partners.length; b++) {
        partners[b] = labels[labels.length - 1 - b];
      }
      return new Mixed(partners, shares);
    }
  }

  public Batch {
    views = List.copyOf(views);
  }

  /** A batch of one view with one crop, not mixed. */
  public Batch(long epoch, int index, long[] rows, int[] labels, byte[] pixels) {
    this(epoch, index, rows, labels, Mixed.nothing(labels), List.of(pixels), new int[0]);
  }

  /** Number of images B. */
  public int size() {
    return rows.length;
  }

  /** The crops of the first view, (A, C, H, W). */
  public byte[] pixels() {
    return views.get(0);
  }

  /**
   * Some images of this batch, with what they are mixed with.
   *
   * @param number of the part within the epoch, from 0
   * @param first the first image
   * @param count how many images, b
   * @param crops K of each view
   */
  public Batch part(int number, int first, int count, int[] crops) {
    int to = first + count;
    Mixed some =
        new Mixed(
            Arrays.copyOfRange(mixed.labels(), first, to),
            Arrays.copyOfRange(mixed.shares(), first, to));
    List<byte[]> cut = new ArrayList<>();
    for (int v = 0; v < crops.length; v++) {
      cut.add(cut(views.get(v), crops[v], first, count)); // (K*B, C, H, W) -> (K*b, C, H, W)
    }
    return new Batch(
        epoch,
        number,
        Arrays.copyOfRange(rows, first, to),
        Arrays.copyOfRange(labels, first, to),
        some,
        cut,
        variants.length == 0 ? variants : Arrays.copyOfRange(variants, first, to));
  }

  private byte[] cut(byte[] view, int crops, int first, int count) {
    int bytes = view.length / (crops * size()); // of one crop
    byte[] some = new byte[crops * count * bytes];
    for (int k = 0; k < crops; k++) {
      System.arraycopy(view, (k * size() + first) * bytes, some, k * count * bytes, count * bytes);
    }
    return some;
  }
}
