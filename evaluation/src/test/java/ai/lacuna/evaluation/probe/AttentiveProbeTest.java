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
import ai.lacuna.evaluation.protocol.Task;
import ai.lacuna.model.Engine;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AttentiveProbeTest {

  private static final int TOKENS = 12;
  private static final int WIDTH = 6;
  private static final NDManager MANAGER = Engine.newCpuManager();
  private static final AttentiveProbe PROBE = new AttentiveProbe(AttentiveProbeConfig.defaults());

  @AfterAll
  static void close() {
    MANAGER.close();
  }

  @Test
  void findsTheOneTokenThatTellsWhichTheMeanHides() {
    Task task = new Task(marked(2000, 1), marked(1000, 2), List.of("up", "down"), new Streams(0));
    assertThat(PROBE.evaluate(task).measures().get(0).value()).isGreaterThan(0.95);

    Task means = new Task(mean(task.train()), mean(task.test()), task.classes(), new Streams(0));
    Outcome linear = new LinearProbe(LinearProbeConfig.defaults()).evaluate(means);
    assertThat(linear.measures().get(0).value()).isBetween(0.5, 0.75);
  }

  @Test
  void equalTasksGiveEqualOutcomes() {
    Task task = new Task(marked(300, 1), marked(200, 2), List.of("up", "down"), new Streams(0));
    Outcome outcome = PROBE.evaluate(task);
    assertThat(PROBE.evaluate(task)).usingRecursiveComparison().isEqualTo(outcome);
    assertThat(outcome.notes()).containsKey("base learning rate");
  }

  @Test
  void pixelsGetTheMostHeadsThatDivideTheirWidth() {
    assertThat(AttentiveHead.divisor(4, 128)).isEqualTo(4);
    assertThat(AttentiveHead.divisor(4, 6)).isEqualTo(3);
    assertThat(AttentiveHead.divisor(12, 50)).isEqualTo(10);
    assertThat(AttentiveHead.divisor(12, 49)).isEqualTo(7);
    assertThat(AttentiveHead.divisor(12, 6)).isEqualTo(6);
  }

  @Test
  void oneImageIsRefused() {
    Task task = new Task(marked(1, 1), marked(5, 2), List.of("up", "down"), new Streams(0));
    assertThatThrownBy(() -> PROBE.evaluate(task))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given 1 image, expected at least 2")
        .hasMessageContaining("give the attentive probe a larger train split");
  }

  @Test
  void warmUpLongerThanTheTrainingAndNoRateAreProblems() {
    Problems problems = new Problems();
    new AttentiveProbeConfig(3, 3, 256, List.of(), 0.05, 4, 0).check(problems);
    assertThat(problems.list())
        .extracting(Problem::path)
        .containsExactly("warmupEpochs", "baseLearningRates");
  }

  // One token of each image is marked; its sign is the class, and the others' signs are noise.
  private static FeatureSet marked(int images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] tokens = new float[images * TOKENS * WIDTH];
    int[] labels = new int[images];
    long[] rows = new long[images];
    for (int b = 0; b < images; b++) {
      labels[b] = random.nextInt(2);
      rows[b] = b;
      int marked = random.nextInt(TOKENS);
      for (int t = 0; t < TOKENS; t++) {
        int token = (b * TOKENS + t) * WIDTH;
        for (int d = 0; d < WIDTH; d++) {
          tokens[token + d] = (float) (0.1 * random.nextGaussian());
        }
        int sign = t == marked ? 1 - 2 * labels[b] : 1 - 2 * random.nextInt(2);
        tokens[token] += sign;
        tokens[token + 1] += t == marked ? 1 : 0;
      }
    }
    return new FeatureSet(MANAGER.create(tokens, new Shape(images, TOKENS, WIDTH)), labels, rows);
  }

  private static FeatureSet mean(FeatureSet set) {
    return new FeatureSet(set.features().mean(new int[] {1}), set.labels(), set.rows());
  }
}
