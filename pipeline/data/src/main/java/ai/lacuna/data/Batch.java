package ai.lacuna.data;

/**
 * Images ready for the device.
 *
 * <p>B images, C channels, H rows, W columns.
 *
 * @param epoch the epoch it belongs to, from 0
 * @param index its number within the epoch, from 0
 * @param rows (B): row numbers in the data set
 * @param labels (B): class indices, -1 = none
 * @param pixels (B, C, H, W): unsigned bytes 0..255, cropped, resized and flipped
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays go to the device as they are
public record Batch(long epoch, int index, long[] rows, int[] labels, byte[] pixels) {

  /** Number of images B. */
  public int size() {
    return rows.length;
  }
}
