package ai.lacuna.training;

import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.TrainLoader;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of a job in micro-batches. What an image looks like depends on its place in the epoch
 * alone, not on the size of the micro-batch: where a plan mixes the images of a batch, whole
 * batches are mixed and then cut.
 *
 * <p>Not thread-safe.
 */
final class MicroBatches implements Closeable {

  private final TrainLoader loader;
  private final int size;
  private final int parts;
  private final List<ViewSpec> views;
  private @Nullable Batch whole;

  /**
   * @param size images of a micro-batch, a divisor of the job's batch
   */
  MicroBatches(PretrainJob job, int size) {
    Plan plan = job.plan();
    this.size = size;
    parts = plan.mixing().isPresent() ? job.training().batch() / size : 1;
    views = new ArrayList<>(plan.views());
    job.tokens().flatMap(t -> t.view(plan.view())).ifPresent(views::add);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    loader =
        new TrainLoader(
            job.dataset(),
            job.image(),
            views,
            plan.mixing(),
            job.tokens().map(TokenSource::variants).orElse(0),
            parts * size,
            new Streams(job.seed()),
            threads);
  }

  /** Images of a micro-batch. */
  int size() {
    return size;
  }

  /** Whole micro-batches in an epoch. */
  long perEpoch() {
    return (long) loader.batchesPerEpoch() * parts;
  }

  /**
   * Waits for a micro-batch.
   *
   * @param epoch from 0
   * @param index within the epoch, from 0
   */
  Batch get(long epoch, long index) {
    if (parts == 1) {
      return loader.batch(epoch, Math.toIntExact(index));
    }
    int number = Math.toIntExact(index / parts);
    Batch source = whole;
    if (source == null || source.epoch() != epoch || source.index() != number) {
      source = loader.batch(epoch, number);
      whole = source;
    }
    int[] crops = views.stream().mapToInt(ViewSpec::count).toArray();
    return source.part(Math.toIntExact(index), (int) (index % parts) * size, size, crops);
  }

  @Override
  public void close() {
    loader.close();
  }
}
