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

  // A loader works on one epoch, and at its end on the start of the next.
  private static final int EPOCHS_KEPT = 2;
  private static final int WINDOWS_KEPT = 3;

  private final Streams streams;
  private final long rows;
  private final long blockRows;
  private final int blocks;
  private final Map<Long, Blocks> epochs = recent(EPOCHS_KEPT);
  private final Map<Long, long[]> windows = recent(WINDOWS_KEPT);

  /**
   * The blocks of an epoch.
   *
   * @param order their numbers
   * @param shortAt where in the order the last block stands, which has fewer rows than the others
   */
  @SuppressWarnings("ArrayRecordComponent") // internal, never compared
  private record Blocks(int[] order, int shortAt) {}

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

  /** The rows at {@code count} positions of an epoch from a position on. */
  long[] rows(long epoch, long position, int count) {
    long[] out = new long[count];
    int window = window(epoch, position);
    long start = start(epoch, window);
    long[] shuffled = windowRows(epoch, window);
    for (int i = 0; i < count; i++) {
      if (position + i - start >= shuffled.length) {
        start += shuffled.length;
        window++;
        shuffled = windowRows(epoch, window);
      }
      out[i] = shuffled[(int) (position + i - start)];
    }
    return out;
  }

  /** Number of windows in an epoch. */
  int windows() {
    return (blocks + BLOCKS_PER_WINDOW - 1) / BLOCKS_PER_WINDOW;
  }

  /** The window that a position lies in. */
  int window(long epoch, long position) {
    int window = (int) Math.min(windows() - 1, position / (blockRows * BLOCKS_PER_WINDOW));
    while (window + 1 < windows() && start(epoch, window + 1) <= position) {
      window++; // a window with the short block ends earlier than the division thinks
    }
    return window;
  }

  /** The position at which a window starts. */
  long start(long epoch, int window) {
    int before = window * BLOCKS_PER_WINDOW;
    long missing = blocks(epoch).shortAt < before ? blocks * blockRows - rows : 0;
    return before * blockRows - missing;
  }

  /** First rows of the blocks of a window, in the epoch's order. */
  long[] blockStarts(long epoch, int window) {
    int[] order = blocks(epoch).order;
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

  private synchronized Blocks blocks(long epoch) {
    return epochs.computeIfAbsent(
        epoch,
        key -> {
          int[] order = new int[blocks];
          RandomGenerator random = streams.at("shuffle", epoch, 0);
          for (int b = 0; b < blocks; b++) { // inside-out Fisher-Yates
            int other = random.nextInt(b + 1);
            order[b] = order[other];
            order[other] = b;
          }
          int shortAt = 0;
          while (order[shortAt] != blocks - 1) {
            shortAt++;
          }
          return new Blocks(order, shortAt);
        });
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

  private static <V> Map<Long, V> recent(int kept) {
    return new LinkedHashMap<>(8, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > kept;
      }
    };
  }
}
