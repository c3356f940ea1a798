package ai.lacuna.data;

import java.io.Closeable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * Makes batches before they are asked for. The batch of a number is a pure function of it, so that
 * threads and read-ahead decide only when it is made.
 */
final class ReadAhead implements Closeable {

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final LongFunction<Batch> make;
  private final long end;
  private final int depth;
  private final ExecutorService pool;
  private final Map<Long, Future<Batch>> pending = new HashMap<>();
  private final LongAdder waitedNanos = new LongAdder();

  /**
   * @param make the batch of a number
   * @param end the first number that does not exist
   * @param threads how many batches are made at a time
   */
  ReadAhead(LongFunction<Batch> make, long end, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, given " + threads);
    }
    this.make = make;
    this.end = end;
    this.depth = threads + 1;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "lacuna-loader-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The batch of a number; those that follow it are made meanwhile. */
  synchronized Batch get(long number) {
    if (!pending.containsKey(number)) {
      pending.values().forEach(batch -> batch.cancel(false));
      pending.clear();
    }
    for (long n = number; n <= number + depth && n < end; n++) {
      long wanted = n;
      pending.computeIfAbsent(n, key -> pool.submit(() -> make.apply(wanted)));
    }
    Future<Batch> batch = pending.remove(number);
    if (batch == null) {
      throw new IndexOutOfBoundsException("batch " + number + " of " + end);
    }
    long start = System.nanoTime();
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("making batch " + number + " failed", e.getCause());
    } finally {
      waitedNanos.add(System.nanoTime() - start);
    }
  }

  /** Runs something on the same threads, after what is already waiting for them. */
  void later(Runnable task) {
    pool.execute(task);
  }

  /** How long {@link #get} has waited in all. */
  Duration waited() {
    return Duration.ofNanos(waitedNanos.sum());
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
