package ai.lacuna.data;

import ai.lacuna.api.random.Streams;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The order in which an epoch visits the rows: a pure function of (seed, epoch, position), and of
 * the number and total size of the images, but not of how they are spread over shards. Thread-safe.
 *
 * <p>Rows are cut into blocks of neighbours. An epoch shuffles the blocks, joins {@value
 * #BLOCKS_PER_WINDOW} of them to a window and shuffles the rows of a window, so that at any time
 * one window, and the next while it is read ahead, are all that must be in memory. A set that fits
 * into one window is shuffled as a whole.
 */
final class Order {

  static final int BLOCKS_PER_WINDOW = 8;

  private static final int WINDOWS_KEPT = 4;

  private final Streams streams;
  private final long rows;
  private final long blockRows;
  private final int blocks;
  private final Map<Long, long[]> windows =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, long[]> eldest) {
          return size() > WINDOWS_KEPT;
        }
      };
  private long blockEpoch = -1;
  private int[] blockOrder = {};

  /**
   * @param rows number of images, at least 1
   * @param imageBytes their total size
   * @param windowBytes size of the images that one window may hold
   */
  Order(Streams streams, long rows, long imageBytes, long windowBytes) {
    this.streams = streams;
    this.rows = rows;
    double mean = Math.max(1, (double) imageBytes / rows);
    long windowRows = Math.max(BLOCKS_PER_WINDOW, (long) (windowBytes / mean));
    this.blockRows = rows <= windowRows ? rows : windowRows / BLOCKS_PER_WINDOW;
    this.blocks = Math.toIntExact((rows + blockRows - 1) / blockRows);
  }

  /** The row at a position of an epoch. */
  long row(long epoch, long position) {
    // The last block is shorter; put into the middle by the shuffle, it shifts what follows.
    int window = window(epoch, position);
    return windowRows(epoch, window)[Math.toIntExact(position - start(epoch, window))];
  }

  int windows() {
    return (blocks + BLOCKS_PER_WINDOW - 1) / BLOCKS_PER_WINDOW;
  }

  /** The window that a position lies in. */
  int window(long epoch, long position) {
    int window = (int) Math.min(windows() - 1, position / (blockRows * BLOCKS_PER_WINDOW));
    while (window + 1 < windows() && start(epoch, window + 1) <= position) {
      window++;
    }
    return window;
  }

  /** The position at which a window starts. */
  long start(long epoch, int window) {
    int[] order = blockOrder(epoch);
    long start = 0;
    int full = window * BLOCKS_PER_WINDOW;
    start = full * blockRows;
    for (int b = 0; b < full; b++) {
      if (order[b] == blocks - 1) {
        return start - blockRows + lastBlockRows();
      }
    }
    return start;
  }

  /** First rows of the blocks of a window, in the epoch's order. */
  long[] blockStarts(long epoch, int window) {
    int[] order = blockOrder(epoch);
    int from = window * BLOCKS_PER_WINDOW;
    long[] starts = new long[Math.min(BLOCKS_PER_WINDOW, blocks - from)];
    for (int b = 0; b < starts.length; b++) {
      starts[b] = order[from + b] * blockRows;
    }
    return starts;
  }

  /** The end, exclusive, of the block that starts at a row. */
  long blockEnd(long start) {
    return Math.min(rows, start + blockRows);
  }

  private long lastBlockRows() {
    return rows - (blocks - 1) * blockRows;
  }

  private synchronized int[] blockOrder(long epoch) {
    if (blockEpoch != epoch) {
      int[] order = new int[blocks];
      RandomGenerator random = streams.at("shuffle", epoch, 0);
      for (int b = 0; b < blocks; b++) { // inside-out Fisher-Yates
        int other = random.nextInt(b + 1);
        order[b] = order[other];
        order[other] = b;
      }
      blockOrder = order;
      blockEpoch = epoch;
    }
    return blockOrder;
  }

  private synchronized long[] windowRows(long epoch, int window) {
    return windows.computeIfAbsent(
        epoch * windows() + window,
        key -> {
          long[] starts = blockStarts(epoch, window);
          int count = 0;
          for (long start : starts) {
            count += Math.toIntExact(blockEnd(start) - start);
          }
          long[] shuffled = new long[count];
          RandomGenerator random = streams.at("shuffle", epoch, 1 + window);
          int next = 0;
          for (long start : starts) {
            for (long row = start; row < blockEnd(start); row++, next++) {
              int other = random.nextInt(next + 1);
              shuffled[next] = shuffled[other];
              shuffled[other] = row;
            }
          }
          return shuffled;
        });
  }
}
