package ai.lacuna.objective.mae;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.Network;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimizer's step on recorded gradients, and ten whole steps, against the official code. */
class MaeTrainingGoldenTest {

  static Stream<GoldenCase> steps() {
    return Golden.cases("mae", "norm_pix");
  }

  static Stream<GoldenCase> curves() {
    return Golden.cases("mae", "curve");
  }

  @ParameterizedTest
  @MethodSource("steps")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    try (OfficialStep official = MaeGoldenTest.official(golden, Recompute.NOTHING)) {
      official.assertRecordedUpdate(official.twoGroups());
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void tenUpdates(GoldenCase golden) {
    JsonNode c = golden.config();
    Schedule schedule =
        new Schedule.WarmupCosine(
            c.path("lr").asDouble(),
            c.path("min_lr").asDouble(),
            c.path("warmup_epochs").asDouble());
    MaeObjective objective = new MaeObjective(MaeGoldenTest.config(c));
    int steps = c.path("steps").asInt();
    float[] losses = new float[steps];
    try (OfficialStep official = MaeGoldenTest.official(golden, Recompute.NOTHING)) {
      Network network = official.network();
      Gradients gradients = official.gradients();
      JsonNode betas = c.path("betas");
      UpdateRule rule =
          new UpdateRule.AdamW(
              betas.path(0).asDouble(),
              betas.path(1).asDouble(),
              1e-8,
              c.path("weight_decay").asDouble());
      Optimizer optimizer =
          new Optimizer(
              official.manager(), rule, ParameterGroup.of(network.trainable()), gradients);
      for (int t = 0; t < steps; t++) {
        Moment now = new Moment(t, c.path("iters_per_epoch").asLong(), c.path("epochs").asDouble());
        double lr = schedule.at(now);
        assertThat((float) lr)
            .isEqualTo((float) golden.description().path("lrs").path(t).asDouble());
        try (NDManager scope = official.manager().newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          NDArray loss =
              objective
                  .loss(network.step(scope, images(golden, t, scope), masks(golden, t)))
                  .total();
          losses[t] = loss.getFloat();
          Autograd.backward(loss);
        }
        optimizer.update(lr);
        gradients.zero();
      }
      assertClose("losses", losses, golden.floats("out.losses"), 0, 2e-5);
      assertNearlyAllClose(golden, network);
    }
  }

  private static void assertNearlyAllClose(GoldenCase golden, Network network) {
    long all = 0;
    long close = 0;
    for (Map.Entry<String, NDArray> parameter : network.trainable().entrySet()) {
      String name =
          golden.names("after.").stream()
              .filter(n -> MaeGoldenTest.OFFICIAL.ours(n).equals(parameter.getKey()))
              .findFirst()
              .orElseThrow();
      float[] actual = parameter.getValue().toFloatArray();
      float[] expected = golden.floats("after." + name);
      assertClose(name, actual, expected, 5e-4, 0);
      for (int i = 0; i < actual.length; i++) {
        all++;
        close += Math.abs(actual[i] - expected[i]) <= 2e-5 ? 1 : 0;
      }
    }
    assertThat((double) close / all).isGreaterThanOrEqualTo(0.995);
  }

  // Step t sees the images t modulo their number, as the case's notes say.
  private static NDArray images(GoldenCase golden, int t, NDManager scope) {
    long[] shape = golden.shape("input.images"); // (T, B, C, height, width)
    Shape one = new Shape(Arrays.copyOfRange(shape, 1, shape.length));
    int size = (int) one.size();
    int from = (int) (t % shape[0]) * size;
    return scope.create(Arrays.copyOfRange(golden.floats("input.images"), from, from + size), one);
  }

  private static List<PatchMask> masks(GoldenCase golden, int t) {
    MaskSpec.Random spec = new MaskSpec.Random(golden.config().path("mask_ratio").asDouble());
    long[] shape = golden.shape("input.noise"); // (T, B, N)
    int patches = (int) shape[2];
    float[] noise = golden.floats("input.noise");
    List<PatchMask> masks = new ArrayList<>();
    for (int b = 0; b < shape[1]; b++) {
      double[] row = new double[patches];
      for (int i = 0; i < patches; i++) {
        row[i] = noise[(int) (t * shape[1] + b) * patches + i];
      }
      masks.add(spec.fromNoise(row));
    }
    return masks;
  }
}
