package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.model.Engine;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Trains one probe on some rows of a feature set, at one learning rate.
 *
 * <p>Letters: B images of a step, M training images, C classes.
 */
final class ProbeTraining implements AutoCloseable {

  private static final int EVALUATION_BATCH = 4096;
  private static final int EVALUATION_TOKENS = 1 << 16;
  private static final long SMALL = 1L << 25;

  private final ProbeSettings settings;
  private final double baseRate;
  private final FeatureSet set;
  private final int[] rows;
  private final int classes;
  private final Streams streams;
  private final int batch;
  private final NDManager manager;
  private final NDArray labels;
  private final Head head;
  private final boolean small;

  /**
   * A probe that has learnt nothing yet.
   *
   * @param settings epochs, batch, warm-up
   * @param maker makes the head
   * @param baseRate learning rate for a batch of 256
   * @param set features; the probe lives as long as they do, or until it is closed
   * @param rows which of them to learn from, at least 2
   * @param classes C
   * @param streams initial values and order
   */
  ProbeTraining(
      ProbeSettings settings,
      Head.Maker maker,
      double baseRate,
      FeatureSet set,
      int[] rows,
      int classes,
      Streams streams) {
    this.settings = settings;
    this.baseRate = baseRate;
    this.set = set;
    this.rows = rows;
    this.classes = classes;
    this.streams = streams;
    this.batch = Math.min(settings.batch(), rows.length);
    this.manager = set.features().getManager().newSubManager();
    this.labels = manager.create(Arrays.stream(set.labels()).asLongStream().toArray());
    this.head = maker.make(manager, set.width(), classes, streams);
    this.small = batch * maker.products(set.tokens(), set.width(), classes) < SMALL;
  }

  /**
   * All epochs, at a rate that rises linearly and falls as a cosine. What is left of an epoch and
   * fills no batch is not used in it, as in the reference.
   */
  void run() {
    int threads = Engine.threads();
    // Threads that meet after every small product cost more than they do, above all on a busy
    // machine.
    Engine.setThreads(small ? 1 : threads);
    try {
      learn();
    } finally {
      Engine.setThreads(threads);
    }
  }

  private void learn() {
    int steps = rows.length / batch;
    Schedule schedule =
        new Schedule.WarmupCosine(baseRate * batch / 256, 0, settings.warmupEpochs());
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      int[] order = shuffled(rows, streams.at("probe-shuffle", epoch, 0));
      for (int step = 0; step < steps; step++) {
        double rate =
            schedule.at(new Moment((long) epoch * steps + step, steps, settings.epochs()));
        try (NDArray picked = index(manager, order, step * batch, (step + 1) * batch)) {
          head.step(set.features(), labels, picked, rate).close();
        }
      }
    }
  }

  /**
   * Class scores of some images.
   *
   * @param other features of the same encoder
   * @param which rows of them
   * @return (rows, C) row-major
   */
  float[] scores(FeatureSet other, int[] which) {
    float[] scores = new float[which.length * classes];
    int most = Math.max(1, Math.min(EVALUATION_BATCH, EVALUATION_TOKENS / set.tokens()));
    for (int from = 0; from < which.length; from += most) {
      int to = Math.min(which.length, from + most);
      try (NDArray picked = index(manager, which, from, to);
          NDArray part = head.predict(other.features(), picked)) {
        System.arraycopy(part.toFloatArray(), 0, scores, from * classes, (to - from) * classes);
      }
    }
    return scores;
  }

  /** The values in an order drawn from {@code random}. */
  static int[] shuffled(int[] values, SplittableRandom random) {
    int[] order = new int[values.length];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = values[i];
    }
    return order;
  }

  @Override
  public void close() {
    manager.close();
  }

  private static NDArray index(NDManager owner, int[] rows, int from, int to) {
    return owner.create(Arrays.stream(rows, from, to).asLongStream().toArray());
  }
}
