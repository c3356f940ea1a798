package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.evaluation.metric.Accuracy;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.Task;
import java.util.List;
import java.util.SplittableRandom;

/**
 * MAE's linear probe (He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022, appendix
 * A.1; reference {@code main_linprobe.py}): frozen features, batch norm without affine parameters,
 * a linear classifier, LARS, a cosine schedule with warm-up. The accuracy is that of the last
 * epoch, not of the best one.
 *
 * <p>Letters: B images of a step, M training images, D features, C classes.
 *
 * <p>Differs from the reference in: features are extracted once from the un-augmented images, where
 * the reference encodes a new random crop each epoch (which costs as much as pre-training for a few
 * tenths of a point); they are the mean of the patch tokens by default, not the class token; batch
 * and rate default to values for small sets.
 */
public final class LinearProbe implements Protocol {

  private static final int EVALUATION_BATCH = 4096;
  private static final double INITIAL_STD = 0.01;

  private final LinearProbeConfig config;

  /** The protocol with its settings. */
  public LinearProbe(LinearProbeConfig config) {
    this.config = config;
  }

  @Override
  public List<String> metrics() {
    return List.of("top1", "top5");
  }

  @Override
  public Pool pool() {
    return config.pool();
  }

  @Override
  public Outcome evaluate(Task task) {
    FeatureSet test = task.test();
    int classes = task.classes().size();
    float[] scores;
    try (ProbeHead head = train(task, classes)) {
      scores = scores(head, test, classes);
    }
    return new Outcome(
        Accuracy.predictions(scores, classes),
        List.of(
            new Outcome.Measure("top1", Accuracy.hits(scores, classes, test.labels(), 1)),
            new Outcome.Measure("top5", Accuracy.hits(scores, classes, test.labels(), 5))),
        List.of());
  }

  private ProbeHead train(Task task, int classes) {
    FeatureSet set = task.train();
    int m = set.size();
    if (m < 2) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          "train split",
          m + " image",
          "at least 2, since batch norm needs a variance",
          "give the linear probe a larger train split");
    }
    int batch = Math.min(config.batch(), m);
    int steps = m / batch;
    ProbeHead head =
        new ProbeHead(
            set.features().getManager(),
            gaussian(task.streams().of("probe-init"), classes * set.width()),
            new float[classes]);
    Lars weight = new Lars(head.weight(), config.weightDecay());
    Lars bias = new Lars(head.bias(), config.weightDecay());
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      int[] order = shuffled(m, task.streams().at("probe-shuffle", epoch, 0));
      for (int step = 0; step < steps; step++) {
        double rate = rate(epoch + (double) step / steps, batch);
        step(head, weight, bias, set, order, step * batch, batch, rate);
      }
    }
    return head;
  }

  private static void step(
      ProbeHead head,
      Lars weight,
      Lars bias,
      FeatureSet set,
      int[] order,
      int from,
      int batch,
      double rate) {
    try (NDManager scope = set.features().getManager().newSubManager()) {
      long[] rows = new long[batch];
      long[] labels = new long[batch];
      for (int i = 0; i < batch; i++) {
        rows[i] = order[from + i];
        labels[i] = set.labels()[order[from + i]];
      }
      NDArray x = set.features().get(scope.create(rows)); // -> (B, D)
      x.attach(scope);
      ProbeHead.Pass pass = head.train(x, scope.create(labels), scope);
      weight.step(pass.weightGradient(), rate);
      bias.step(pass.biasGradient(), rate);
    }
  }

  private static float[] scores(ProbeHead head, FeatureSet test, int classes) {
    float[] scores = new float[test.size() * classes];
    for (int from = 0; from < test.size(); from += EVALUATION_BATCH) {
      int to = Math.min(test.size(), from + EVALUATION_BATCH);
      try (NDManager scope = test.features().getManager().newSubManager()) {
        NDArray x = test.features().get(new NDIndex("{}:{}", from, to));
        x.attach(scope);
        float[] part = head.predict(x, scope).toFloatArray();
        System.arraycopy(part, 0, scores, from * classes, part.length);
      }
    }
    return scores;
  }

  /**
   * The learning rate, as MAE's {@code util/lr_sched.py}: linear from 0 over the warm-up, then half
   * a cosine to 0, moved every step.
   *
   * @param epoch epochs done, with their fraction
   * @param batch images of a step
   */
  double rate(double epoch, int batch) {
    double peak = config.baseLearningRate() * batch / 256;
    if (epoch < config.warmupEpochs()) {
      return peak * epoch / config.warmupEpochs();
    }
    double done = (epoch - config.warmupEpochs()) / (config.epochs() - config.warmupEpochs());
    return peak * 0.5 * (1 + Math.cos(Math.PI * done));
  }

  private static float[] gaussian(SplittableRandom random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (INITIAL_STD * random.nextGaussian());
    }
    return x;
  }

  private static int[] shuffled(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
