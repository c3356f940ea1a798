package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.model.BackboneConfig;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same run on one device and on several, which a list of the CPU's name stands for. */
class ReplicasTest {

  private static final Map<String, Objective> OBJECTIVES =
      Map.of(
          "gaps",
          new FillTheGaps(new FillTheGaps.Settings(0.5)),
          "distil",
          new Distil(),
          "multi-crop",
          new MultiCrop(),
          "mixed",
          new Mixed());

  private record NoSettings() {}

  /** Supervised training on mixed images. */
  private static final class Mixed implements Objective {
    @Override
    public Plan plan(PlanContext context) {
      ModuleSpec.Parameter weight =
          new ModuleSpec.Parameter(
              new Shape(context.requireClasses(), context.width()), new Init.Normal(0.1));
      return Plan.with(new TrainingDefaults(4, 16, 0.1, 0, 1, 0.05, 0.9, 0.95, 1))
          .mix(Mixing.defaults())
          .module(
              "head",
              new ModuleSpec.Custom(
                  Map.of("weight", weight),
                  (w, x) -> x[0].get(":, 0").matMul(w.apply("weight").transpose())))
          .build();
    }

    @Override
    public Losses loss(Step step) {
      NDArray scores = step.run("head", step.encode()).logSoftmax(1); // (B, K)
      NDArray each = step.classTargets(0.1).mul(scores).sum(new int[] {1}); // (B)
      return Losses.of("classes", each.mean().neg());
    }
  }

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Dataset data;

  @BeforeAll
  static void makeData() throws IOException {
    data = Pictures.labelled(shared, 70);
  }

  private PretrainJob job(
      String objective, String name, int replicas, UnaryOperator<ObjectNode> change) {
    PretrainJob small = SmallJob.job(data, folder, c -> c);
    Objective method = Objects.requireNonNull(OBJECTIVES.get(objective));
    BackboneConfig backbone = small.backbone();
    Plan plan = method.plan(backbone.context(3, 4));
    ObjectNode training = Json.MAPPER.valueToTree(TrainingConfig.of(plan.defaults()));
    training.put("precision", "FLOAT32").put("threads", 1).put("dropPath", 0.2);
    training.put("checkpointEverySteps", 3).put("checkpointEveryMinutes", 0);
    training.put("logEverySteps", 1).put("epochs", 4);
    ArrayNode devices = training.putArray("devices");
    for (int r = 0; r < replicas; r++) {
      devices.add("cpu");
    }
    return new PretrainJob(
        objective,
        new NoSettings(),
        method,
        backbone,
        data,
        Json.MAPPER.convertValue(change.apply(training), TrainingConfig.class),
        7,
        folder.resolve(name + "/work"),
        folder.resolve(name + "/out"));
  }

  // Adam's steps have the size of the rate however small a gradient is, so that rounding in a
  // gradient that should be 0 (of the keys' bias) shows in full; steps of gradient descent do not.
  private static ObjectNode gradientDescent(ObjectNode training) {
    training.putObject("optimizer").put("type", "sgd").put("momentum", 0.9);
    return training.put("baseLearningRate", 0.5);
  }

  private static void run(PretrainJob job) {
    new Pretrainer(job).run((fraction, message) -> {});
  }

  private static SafetensorsFile state(PretrainJob job) throws IOException {
    return SafetensorsFile.open(job.work().resolve("checkpoints/step-0000016/state.safetensors"));
  }

  private static void assertSameCurves(PretrainJob actual, PretrainJob expected)
      throws IOException {
    List<Event> a = EventLog.read(actual.output().resolve("events.jsonl"));
    List<Event> e = EventLog.read(expected.output().resolve("events.jsonl"));
    assertThat(a).hasSize(16).hasSameSizeAs(e);
    for (int i = 0; i < a.size(); i++) {
      float[] given = {(float) a.get(i).loss(), (float) a.get(i).gradNorm()};
      float[] wanted = {(float) e.get(i).loss(), (float) e.get(i).gradNorm()};
      Closeness.assertClose("event " + i, given, wanted, 0, 2e-4);
    }
  }

  // Weights, moments, teacher and centre of the last of 16 updates.
  private static void assertSameState(PretrainJob actual, PretrainJob expected) throws IOException {
    try (SafetensorsFile a = state(actual);
        SafetensorsFile e = state(expected)) {
      assertThat(a.names()).isEqualTo(e.names());
      for (String name : e.names()) {
        Closeness.assertClose(name, a.floats(name), e.floats(name), 2e-6, 2e-4);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gaps, 2, 1", "gaps, 4, 1", "gaps, 1, 2", "gaps, 2, 2", "gaps, 1, 4", "gaps, 4, 4",
    "distil, 2, 1", "distil, 4, 1", "distil, 1, 2", "distil, 2, 2", "distil, 1, 4", "distil, 4, 4",
    "multi-crop, 2, 2", "mixed, 1, 4", "mixed, 4, 1"
  })
  void devicesAndAccumulationOnlyDivideTheBatch(String objective, int replicas, int accumulation)
      throws IOException {
    PretrainJob whole = job(objective, "whole", 1, ReplicasTest::gradientDescent);
    PretrainJob parts =
        job(
            objective,
            "parts",
            replicas,
            c -> gradientDescent(c).put("accumulation", accumulation));
    run(whole);
    run(parts);
    assertSameCurves(parts, whole);
    assertSameState(parts, whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaps", "distil"})
  void aRunOnSeveralDevicesRepeatsBitByBit(String objective) throws IOException {
    PretrainJob once = job(objective, "once", 2, c -> c);
    PretrainJob again = job(objective, "again", 2, c -> c);
    run(once);
    run(again);
    assertThat(again.output().resolve("encoder.safetensors"))
        .hasSameBinaryContentAs(once.output().resolve("encoder.safetensors"));
    assertThat(Json.read(once.output().resolve("training.json"), TrainingSummary.class).devices())
        .containsExactly("cpu()", "cpu()");
  }

  @ParameterizedTest
  @CsvSource({"gaps, 1, 2", "gaps, 4, 1", "distil, 2, 1", "distil, 1, 4"})
  void aStoppedRunGoesOnWithAnotherNumberOfDevices(String objective, int before, int after)
      throws IOException {
    PretrainJob whole = job(objective, "whole", 1, ReplicasTest::gradientDescent);
    run(whole);
    PretrainJob first = job(objective, "moved", before, ReplicasTest::gradientDescent);
    int[] steps = {0};
    assertThatThrownBy(
            () ->
                new Pretrainer(first)
                    .run(
                        (fraction, message) -> {
                          if (++steps[0] == 7) {
                            throw new IllegalStateException("stopped");
                          }
                        }))
        .hasMessage("stopped");
    PretrainJob second = job(objective, "moved", after, ReplicasTest::gradientDescent);
    run(second);
    assertSameCurves(second, whole);
    assertSameState(second, whole);
  }

  @Test
  void adamLearnsAlikeOnSeveralDevices() throws IOException {
    PretrainJob whole = job("gaps", "whole", 1, c -> c);
    PretrainJob parts = job("gaps", "parts", 4, c -> c);
    run(whole);
    run(parts);
    List<Event> expected = EventLog.read(whole.output().resolve("events.jsonl"));
    List<Event> actual = EventLog.read(parts.output().resolve("events.jsonl"));
    for (int i = 0; i < expected.size(); i++) {
      float[] a = {(float) actual.get(i).loss()};
      float[] e = {(float) expected.get(i).loss()};
      Closeness.assertClose("event " + i, a, e, 0, 1e-3);
    }
  }

  @Test
  void anErrorOnOneDeviceEndsTheRun() {
    Objective broken =
        new Objective() {
          @Override
          public Plan plan(PlanContext context) {
            return new FillTheGaps(new FillTheGaps.Settings(0.5)).plan(context);
          }

          @Override
          public Losses loss(Step step) {
            throw new IllegalStateException("broken on " + Thread.currentThread().getName());
          }
        };
    PretrainJob fine = job("gaps", "broken", 2, c -> c);
    PretrainJob job =
        new PretrainJob(
            "broken",
            new NoSettings(),
            broken,
            fine.backbone(),
            data,
            fine.training(),
            7,
            fine.work(),
            fine.output());
    assertThatThrownBy(() -> run(job)).hasMessage("broken on lacuna-replica");
  }
}
