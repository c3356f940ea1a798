package ai.lacuna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The micro-batches of a run in waves of one for each replica. The wave that comes next is loaded
 * on a thread of its own while the last one is computed with, so that drawing masks and waiting for
 * images costs the replicas nothing.
 *
 * <p>Not thread-safe.
 *
 * @param <B> a micro-batch
 */
final class Waves<B> implements AutoCloseable {

  /** {@link TrainingTask#load}. */
  interface Source<B> {
    B load(long epoch, long index);
  }

  private final Source<B> source;
  private final int size;
  private final long wavesPerEpoch;
  private final long waves;
  private final ExecutorService thread;
  private long expected = -1;
  private CompletableFuture<List<B>> next = new CompletableFuture<>();

  /**
   * @param source called by one thread of this alone
   * @param size micro-batches of a wave
   * @param perEpoch micro-batches of an epoch that are used, a multiple of {@code size}
   * @param epochs how often they are
   */
  Waves(Source<B> source, int size, long perEpoch, int epochs) {
    this.source = source;
    this.size = size;
    wavesPerEpoch = perEpoch / size;
    waves = wavesPerEpoch * epochs;
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread loading = new Thread(work, "lacuna-batches");
              loading.setDaemon(true);
              return loading;
            });
  }

  /**
   * Waits for a wave, and has the one behind it loaded.
   *
   * @param number from 0, counted over the whole run
   */
  List<B> get(long number) {
    List<B> wave = await(number == expected ? next : load(number));
    expected = number + 1;
    if (expected < waves) {
      next = load(expected);
    }
    return wave;
  }

  private CompletableFuture<List<B>> load(long number) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<B> wave = new ArrayList<>();
          for (int r = 0; r < size; r++) {
            wave.add(source.load(number / wavesPerEpoch, number % wavesPerEpoch * size + r));
          }
          return wave;
        },
        thread);
  }

  private static <B> List<B> await(CompletableFuture<List<B>> wave) {
    try {
      return wave.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Returns when nothing is loaded any more. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
