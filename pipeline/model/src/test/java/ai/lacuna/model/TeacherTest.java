package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.files.Closeness;
import ai.lacuna.model.kernel.Autograd;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Teachers, buffers and parameters that are never trained. */
class TeacherTest {

  private static final BackboneConfig BACKBONE = TestNetworks.backbone(List.of(8), 4, 16, 2, 4);
  private static final Moment LATER = new Moment(7, 5, 2);

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Predicts the teacher's centred class token from its own. */
  private static final class Distil implements Objective {

    private final TeacherSpec.When when;

    private Distil(TeacherSpec.When when) {
      this.when = when;
    }

    @Override
    public Plan plan(PlanContext context) {
      int width = context.width();
      Map<String, ModuleSpec.Parameter> weight =
          Map.of("weight", new ModuleSpec.Parameter(new Shape(4, width), new Init.Normal(0.1)));
      return Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0))
          .module("head", new ModuleSpec.Custom(weight, Distil::head))
          .teacher(
              new TeacherSpec(
                  new Schedule.Constant(0.75), when, List.of("head"), TeacherSpec.Result.TEACHER))
          .buffer("centre", new ModuleSpec.Parameter(new Shape(1, 4), Init.ZEROS))
          .freeze("encoder.patch_embed.*", Freeze.ALWAYS)
          .build();
    }

    // (B, 1+N, D) -> (B, 4)
    private static NDArray head(
        java.util.function.Function<String, NDArray> parameters, NDArray... inputs) {
      return inputs[0].get(":, 0").matMul(parameters.apply("weight").transpose());
    }

    @Override
    public Losses loss(Step step) {
      NDArray target = step.teacher().run("head", step.teacher().encode());
      step.collect("mean", target.mean(new int[] {0}, true));
      NDArray wanted = target.sub(step.buffer("centre"));
      return Losses.of("distance", step.run("head", step.encode()).sub(wanted).square().mean());
    }

    @Override
    public void afterUpdate(Update update) {
      update.set(
          "centre", update.buffer("centre").mul(0.5f).add(update.collected("mean").mul(0.5f)));
    }
  }

  // Leaves the buffers as they are.
  private static final Objective NO_BUFFERS =
      new Objective() {
        @Override
        public Plan plan(PlanContext context) {
          throw new AssertionError("already planned");
        }

        @Override
        public Losses loss(Step step) {
          throw new AssertionError("nothing to learn");
        }
      };

  private Network network(Objective objective) {
    return Network.create(
        BACKBONE,
        BACKBONE.shape(3),
        objective.plan(BACKBONE.context(3)),
        new Streams(5),
        Precision.FLOAT32,
        manager);
  }

  private static NDArray images(NDManager scope, int seed) {
    float[] values = new float[2 * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.37 + seed);
    }
    return scope.create(values, new Shape(2, 3, 8, 8));
  }

  private static List<PatchMask> everything() {
    int[] order = IntStream.range(0, 4).toArray();
    return List.of(new PatchMask(order, 4), new PatchMask(order, 4));
  }

  private static void nudge(Network network) {
    try (Autograd.Scope paused = Autograd.paused()) {
      network.trainable().values().forEach(p -> p.addi(1));
    }
  }

  @Test
  void theTeacherStartsAsACopyAndGetsNoGradient() {
    Distil objective = new Distil(TeacherSpec.When.AFTER_UPDATE);
    try (Network network = network(objective);
        NDManager scope = manager.newSubManager()) {
      Step step = network.step(scope, images(scope, 0), everything());
      assertThat(step.teacher().encode().toFloatArray()).isEqualTo(step.encode().toFloatArray());
      nudge(network);
      try (Autograd.Scope recording = Autograd.recording()) {
        Autograd.backward(objective.loss(step).total());
      }
      network.buffers().values().forEach(b -> assertThat(b.hasGradient()).isFalse());
      float[] gradient = network.trainable().get("head.weight").getGradient().toFloatArray();
      assertThat(Closeness.largest(gradient)).isPositive();
    }
  }

  @Test
  void itMovesOnceAnUpdateWhenThePlanSaysSo() {
    for (TeacherSpec.When when : TeacherSpec.When.values()) {
      try (Network network = network(new Distil(when))) {
        NDArray teacher = network.buffers().get("teacher.head.weight");
        float[] before = teacher.toFloatArray();
        nudge(network);
        network.beforeLoss(LATER);
        boolean moved = teacher.toFloatArray()[0] != before[0];
        assertThat(moved).isEqualTo(when == TeacherSpec.When.BEFORE_LOSS);
        network.afterUpdate(NO_BUFFERS, LATER);
        for (int i = 0; i < before.length; i++) {
          assertThat(teacher.toFloatArray()[i]).isCloseTo(before[i] + 0.25f, offset(1e-6f));
        }
      }
    }
  }

  @Test
  void theCentreIsMovedByTheMeanOverMicroBatches() {
    Distil objective = new Distil(TeacherSpec.When.AFTER_UPDATE);
    try (Network network = network(objective);
        NDManager scope = manager.newSubManager()) {
      float[] expected = new float[4];
      for (int k = 0; k < 2; k++) {
        Step step = network.step(scope, images(scope, k), Draws.of(everything()), LATER);
        objective.loss(step);
        float[] mean =
            step.teacher().run("head", step.teacher().encode()).mean(new int[] {0}).toFloatArray();
        for (int i = 0; i < 4; i++) {
          expected[i] += 0.5f * mean[i] / 2;
        }
        assertThat(step.buffer("centre").toFloatArray()).containsOnly(0);
        assertThat(step.moment()).isEqualTo(LATER);
      }
      network.afterUpdate(objective, LATER);
      float[] centre = network.buffers().get("centre").toFloatArray();
      Closeness.assertClose("centre", centre, expected, 1e-6, 1e-5);
    }
  }

  @Test
  void whatIsNeverTrainedIsNoParameterOfTheOptimizer() {
    try (Network network = network(new Distil(TeacherSpec.When.AFTER_UPDATE))) {
      assertThat(network.weights().asMap()).containsKey("encoder.patch_embed.proj.weight");
      assertThat(network.trainable())
          .doesNotContainKey("encoder.patch_embed.proj.weight")
          .containsKey("encoder.cls_token");
    }
  }

  private static Network withBlocks(int blocks, NDManager manager) {
    Plan plan =
        Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0))
            .teacher(
                new TeacherSpec(
                        new Schedule.Constant(1),
                        TeacherSpec.When.AFTER_UPDATE,
                        List.of(),
                        TeacherSpec.Result.NETWORK)
                    .withBlocks(blocks))
            .build();
    return Network.create(
        BACKBONE, BACKBONE.shape(3), plan, new Streams(5), Precision.FLOAT32, manager);
  }

  @Test
  void theStreamBehindTheLastBlockIsTheOutputBeforeTheNorm() {
    try (Network network = withBlocks(2, manager);
        NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      Step step = network.step(scope, images(scope, 0), everything());
      NDArray streams = step.teacher().encodeBlocks(ViewSpec.IMAGE, BlockOutput.STREAM);
      NDArray mlps = step.teacher().encodeBlocks(ViewSpec.IMAGE, BlockOutput.MLP);
      assertThat(streams.getShape()).isEqualTo(new Shape(2, 2, 5, 16));
      assertThat(mlps.getShape()).isEqualTo(streams.getShape());
      NDArray last = streams.get(1); // (A, 1+N, D)
      NDArray centred = last.sub(last.mean(new int[] {2}, true));
      NDArray variance = centred.square().mean(new int[] {2}, true);
      float[] normed = centred.div(variance.add(1e-6f).sqrt()).toFloatArray(); // the norm is new
      Closeness.assertClose("norm", normed, step.encode().toFloatArray(), 1e-5, 1e-5);
      assertThat(streams.hasGradient()).isFalse();
    }
    try (Network network = withBlocks(1, manager);
        NDManager scope = manager.newSubManager()) {
      Step step = network.step(scope, images(scope, 0), everything());
      assertThat(step.teacher().encodeBlocks(ViewSpec.IMAGE, BlockOutput.STREAM).getShape())
          .isEqualTo(new Shape(1, 2, 5, 16));
    }
  }

  @Test
  void blocksThatAreNotThereAreRefused() {
    assertThatThrownBy(() -> withBlocks(3, manager))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("backbone.depth: given 2, expected at least 3");
    try (Network network = withBlocks(0, manager);
        NDManager scope = manager.newSubManager()) {
      Step step = network.step(scope, images(scope, 0), everything());
      assertThatThrownBy(() -> step.teacher().encodeBlocks(ViewSpec.IMAGE, BlockOutput.MLP))
          .hasMessageContaining("add withBlocks(…)");
    }
  }

  @Test
  void askingForWhatThePlanHasNotIsExplained() {
    try (Network network = TestNetworks.create(manager, BACKBONE, 3, Map.of(), new Streams(0));
        NDManager scope = manager.newSubManager()) {
      Step step = network.step(scope, images(scope, 0), everything());
      assertThatThrownBy(step::teacher).hasMessageContaining("add teacher(…)");
      assertThatThrownBy(() -> step.buffer("centre")).hasMessageContaining("centre");
    }
    Plan.Builder plan =
        Plan.with(new TrainingDefaults(1, 2, 1, 0, 0, 0, 0.9, 0.9, 0))
            .teacher(
                new TeacherSpec(
                    new Schedule.Constant(1),
                    TeacherSpec.When.AFTER_UPDATE,
                    List.of("haed"),
                    TeacherSpec.Result.NETWORK));
    assertThatThrownBy(plan::build).hasMessageContaining("the teacher cannot have 'haed'");
  }

  @Test
  void aStepWithATeacherLeavesNothingBehind() {
    Distil objective = new Distil(TeacherSpec.When.AFTER_UPDATE);
    try (Network network = network(objective)) {
      int[] counts = new int[3];
      for (int i = 0; i < counts.length; i++) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          scope.tempAttachAll(network.trainable().values().toArray(new NDArray[0]));
          Step step = network.step(scope, images(scope, i), Draws.of(everything()), LATER);
          Autograd.backward(objective.loss(step).total());
        }
        network.afterUpdate(objective, LATER);
        counts[i] = ((ai.djl.ndarray.BaseNDManager) manager).getManagedArrays().size();
      }
      assertThat(counts[2]).isEqualTo(counts[1]);
    }
  }
}
