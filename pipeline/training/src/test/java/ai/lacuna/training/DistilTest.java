package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.model.BackboneConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Teachers, buffers, frozen layers and drawn branches through a whole run. */
class DistilTest {

  private record NoSettings() {}

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Dataset data;

  @BeforeAll
  static void makeData() throws IOException {
    data = Pictures.dataset(shared, 70);
  }

  private static PretrainJob job(Path folder, UnaryOperator<ObjectNode> change) {
    PretrainJob small = SmallJob.job(data, folder, c -> c);
    Distil objective = new Distil();
    BackboneConfig backbone = small.backbone();
    TrainingConfig published = TrainingConfig.of(objective.plan(backbone.context(3)).defaults());
    ObjectNode training = Json.MAPPER.valueToTree(published);
    training.put("precision", "FLOAT32").put("threads", 2).put("layerDecay", 0.8);
    training.put("dropPath", 0.3);
    training.put("checkpointEverySteps", 3).put("checkpointEveryMinutes", 0);
    training.put("logEverySteps", 1);
    return new PretrainJob(
        "distil",
        new NoSettings(),
        objective,
        backbone,
        data,
        Json.MAPPER.convertValue(change.apply(training), TrainingConfig.class),
        7,
        folder.resolve("work"),
        folder.resolve("out"));
  }

  private static void run(PretrainJob job) {
    new Pretrainer(job).run((fraction, message) -> {});
  }

  // 16 updates with checkpoints after each third; 8 is the end of the frozen epochs.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 15})
  void aStoppedRunEndsWithTheSameBytes(int stopAt) {
    PretrainJob undisturbed = job(folder.resolve("a"), c -> c);
    run(undisturbed);
    PretrainJob disturbed = job(folder.resolve("b"), c -> c);
    int[] steps = {0};
    assertThatThrownBy(
            () ->
                new Pretrainer(disturbed)
                    .run(
                        (fraction, message) -> {
                          if (++steps[0] == stopAt) {
                            throw new IllegalStateException("stopped");
                          }
                        }))
        .hasMessage("stopped");
    run(disturbed);
    assertThat(disturbed.output().resolve("encoder.safetensors"))
        .hasSameBinaryContentAs(undisturbed.output().resolve("encoder.safetensors"));
  }

  @Test
  void theTeacherIsKeptAndTheLastLayerWaits() throws IOException {
    PretrainJob job = job(folder, c -> c.put("keepCheckpoints", 10));
    run(job);
    try (SafetensorsFile early = checkpoint(job, 3);
        SafetensorsFile frozen = checkpoint(job, 6);
        SafetensorsFile last = checkpoint(job, 16);
        SafetensorsFile result =
            SafetensorsFile.open(job.output().resolve("encoder.safetensors"))) {
      String head = "parameter.head.weight";
      assertThat(frozen.floats(head)).isEqualTo(early.floats(head));
      assertThat(last.floats(head)).isNotEqualTo(early.floats(head));
      assertThat(last.floats("buffer.centre")).isNotEqualTo(early.floats("buffer.centre"));
      assertThat(result.floats("norm.weight"))
          .isEqualTo(last.floats("buffer.teacher.encoder.norm.weight"))
          .isNotEqualTo(last.floats("parameter.encoder.norm.weight"));
    }
  }

  private static SafetensorsFile checkpoint(PretrainJob job, int step) throws IOException {
    return SafetensorsFile.open(
        job.work().resolve("checkpoints/step-%07d/state.safetensors".formatted(step)));
  }

  @Test
  void accumulationGivesTheLargeBatch() throws IOException {
    PretrainJob whole = job(folder.resolve("whole"), c -> c.put("epochs", 1));
    PretrainJob parts =
        job(folder.resolve("parts"), c -> c.put("epochs", 1).put("accumulation", 4));
    run(whole);
    run(parts);
    List<Event> expected = EventLog.read(whole.output().resolve("events.jsonl"));
    List<Event> actual = EventLog.read(parts.output().resolve("events.jsonl"));
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      float[] e = {(float) expected.get(i).loss(), (float) expected.get(i).gradNorm()};
      float[] a = {(float) actual.get(i).loss(), (float) actual.get(i).gradNorm()};
      Closeness.assertClose("event " + i, a, e, 0, 1e-3);
    }
  }
}
