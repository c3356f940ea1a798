package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two global views with masks and four local ones, with labels, through a whole run. */
class MultiCropTest {

  private record NoSettings() {}

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Dataset data;

  @BeforeAll
  static void makeData() throws IOException {
    data = Pictures.labelled(shared, 70);
  }

  private static PretrainJob job(Path folder, UnaryOperator<ObjectNode> change) {
    MultiCrop objective = new MultiCrop();
    BackboneConfig backbone =
        new VitConfig(List.of(16), 4, 32, 2, 4, 2, VitConfig.Position.LEARNED);
    int classes = data.classes().size();
    TrainingConfig published =
        TrainingConfig.of(objective.plan(backbone.context(3, classes)).defaults());
    ObjectNode training = Json.MAPPER.valueToTree(published);
    training.put("precision", "FLOAT32").put("threads", 2).put("dropPath", 0.2);
    training.put("checkpointEverySteps", 3).put("checkpointEveryMinutes", 0);
    training.put("logEverySteps", 1);
    return new PretrainJob(
        "multi-crop",
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

  private static List<Event> events(PretrainJob job) throws IOException {
    return EventLog.read(job.output().resolve("events.jsonl"));
  }

  @Test
  void theLossIsFiniteAndFalls() throws IOException {
    PretrainJob job = job(folder, c -> c.put("epochs", 8));
    run(job);
    List<Event> events = events(job);
    assertThat(events).allSatisfy(e -> assertThat(e.loss()).isFinite());
    assertThat(events).allSatisfy(e -> assertThat(e.dataWait()).isNotNegative());
    assertThat(events.get(0).parts()).containsOnlyKeys("across", "local", "classes");
    double early = events.stream().limit(4).mapToDouble(Event::loss).average().orElseThrow();
    double late =
        events.stream().skip(events.size() - 4).mapToDouble(Event::loss).average().orElseThrow();
    assertThat(late).isLessThan(early);
  }

  @Test
  void picturesShowWhatIsHiddenWherePixelsAreNotPredicted() throws IOException {
    PretrainJob job = job(folder, c -> c.put("epochs", 1));
    run(job);
    Path samples = job.output().resolve("samples");
    try (Stream<Path> files = Files.list(samples)) {
      assertThat(files.map(file -> file.getFileName().toString().substring(3)))
          .hasSize(2 * 12)
          .containsOnly("original.png", "masked.png");
    }
    assertThat(samples.resolve("00-masked.png"))
        .isNotEmptyFile()
        .satisfies(
            masked ->
                assertThat(Files.readAllBytes(masked))
                    .isNotEqualTo(Files.readAllBytes(samples.resolve("00-original.png"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 11})
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
  void accumulationDividesImagesAndNotTheirViews() throws IOException {
    PretrainJob whole = job(folder.resolve("whole"), c -> c.put("epochs", 1));
    PretrainJob parts =
        job(folder.resolve("parts"), c -> c.put("epochs", 1).put("accumulation", 4));
    run(whole);
    run(parts);
    List<Event> expected = events(whole);
    List<Event> actual = events(parts);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      float[] e = {(float) expected.get(i).loss(), (float) expected.get(i).gradNorm()};
      float[] a = {(float) actual.get(i).loss(), (float) actual.get(i).gradNorm()};
      Closeness.assertClose("event " + i, a, e, 0, 1e-3);
    }
  }
}
