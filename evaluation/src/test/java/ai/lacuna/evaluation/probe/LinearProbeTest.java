package ai.lacuna.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.random.Streams;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.evaluation.protocol.Task;
import ai.lacuna.model.Engine;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LinearProbeTest {

  private static final NDManager MANAGER = Engine.newCpuManager();

  @AfterAll
  static void close() {
    MANAGER.close();
  }

  /** Gaussian clusters on scales from 0.001 to 1000, where the best possible rule gets 0.85. */
  @Test
  void nearlyReachesTheBestPossibleAccuracy() {
    Task task = new Task(clusters(2000, 1), clusters(2000, 2), List.of("a", "b", "c"), streams());
    Outcome outcome = new LinearProbe(LinearProbeConfig.defaults()).evaluate(task);
    assertThat(outcome.measures().get(0).value()).isGreaterThan(bayes(2000, 2) - 0.015);
  }

  @Test
  void equalTasksGiveEqualOutcomes() {
    LinearProbe probe = new LinearProbe(LinearProbeConfig.defaults());
    Task task = new Task(clusters(300, 1), clusters(200, 2), List.of("a", "b", "c"), streams());
    assertThat(probe.evaluate(task).predictions())
        .containsExactly(probe.evaluate(task).predictions());
  }

  @Test
  void splitSmallerThanABatchStillLearns() {
    Task task = new Task(clusters(60, 1), clusters(500, 2), List.of("a", "b", "c"), streams());
    Outcome outcome = new LinearProbe(LinearProbeConfig.defaults()).evaluate(task);
    assertThat(outcome.measures().get(0).value()).isGreaterThan(0.55);
  }

  @Test
  void rateIsChosenWithoutTheTestSplit() {
    LinearProbe probe = new LinearProbe(LinearProbeConfig.defaults());
    FeatureSet train = clusters(400, 1);
    List<String> classes = List.of("a", "b", "c");
    Outcome one = probe.evaluate(new Task(train, clusters(50, 2), classes, streams()));
    Outcome other = probe.evaluate(new Task(train, clusters(70, 3), classes, streams()));
    assertThat(one.notes()).isEqualTo(other.notes()).containsKey("base learning rate");
  }

  @Test
  void tooFewImagesToHoldSomeOutTakeTheFirstRate() {
    LinearProbe probe = new LinearProbe(LinearProbeConfig.defaults());
    Task task = new Task(clusters(49, 1), clusters(50, 2), List.of("a", "b", "c"), streams());
    assertThat(probe.evaluate(task).notes()).containsEntry("base learning rate", "1.0");
  }

  @Test
  void oneImageIsRefused() {
    Task task = new Task(clusters(1, 1), clusters(5, 2), List.of("a", "b", "c"), streams());
    assertThatThrownBy(() -> new LinearProbe(LinearProbeConfig.defaults()).evaluate(task))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given 1 image, expected at least 2");
  }

  @Test
  void warmUpLongerThanTheTrainingAndNoRateAreProblems() {
    Problems problems = new Problems();
    new LinearProbeConfig(10, 10, 256, List.of(), 0, Pool.MEAN).check(problems);
    assertThat(problems.list())
        .extracting(Problem::path)
        .containsExactly("warmupEpochs", "baseLearningRates");
  }

  private static Streams streams() {
    return new Streams(7);
  }

  // Class means are corners of a triangle in the first two features; 14 more are noise.
  private static FeatureSet clusters(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[n * 16];
    int[] labels = new int[n];
    long[] rows = new long[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
      labels[i] = i % 3;
      for (int j = 0; j < 16; j++) {
        double centre = j < 2 ? centre(labels[i], j) : 0;
        x[i * 16 + j] = (float) ((centre + random.nextGaussian()) * Math.pow(10, j % 7 - 3));
      }
    }
    return new FeatureSet(MANAGER.create(x, new Shape(n, 16)), labels, rows);
  }

  private static double centre(int label, int axis) {
    double angle = 2 * Math.PI * label / 3;
    return 1.8 * (axis == 0 ? Math.cos(angle) : Math.sin(angle));
  }

  // The best rule chooses the nearest centre in the two informative features.
  private static double bayes(int n, long seed) {
    float[] x = clusters(n, seed).features().toFloatArray();
    int right = 0;
    for (int i = 0; i < n; i++) {
      int best = 0;
      for (int c = 1; c < 3; c++) {
        best = distance(x, i, c) < distance(x, i, best) ? c : best;
      }
      right += best == i % 3 ? 1 : 0;
    }
    return (double) right / n;
  }

  private static double distance(float[] x, int i, int c) {
    return Math.hypot(x[i * 16] * 1e3 - centre(c, 0), x[i * 16 + 1] * 1e2 - centre(c, 1));
  }
}
