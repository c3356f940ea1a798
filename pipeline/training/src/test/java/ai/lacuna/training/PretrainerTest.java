package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainerTest {

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Dataset data;

  @BeforeAll
  static void makeData() throws IOException {
    data = Pictures.dataset(shared, 70);
  }

  private static TrainingSummary run(PretrainJob job) {
    return new Pretrainer(job).run((fraction, message) -> {});
  }

  @Test
  void writesTheEncoderItsCurvesAndPictures() throws IOException {
    List<String> lines = new ArrayList<>();
    PretrainJob job = SmallJob.job(data, folder, c -> c.put("epochs", 10));
    TrainingSummary summary = new Pretrainer(job).run((fraction, line) -> lines.add(line));
    assertThat(summary.steps()).isEqualTo(40);
    assertThat(summary.resumed()).isZero();
    assertThat(summary.precision()).isEqualTo("float32");
    assertThat(Json.read(folder.resolve("out/training.json"), TrainingSummary.class))
        .isEqualTo(summary);
    List<Event> events = EventLog.read(folder.resolve("out/events.jsonl"));
    assertThat(events).hasSize(20);
    assertThat(events.get(19).loss()).isLessThan(0.7 * events.get(0).loss());
    assertThat(lines).hasSize(20);
    assertThat(lines.get(19)).startsWith("epoch 10/10 loss ").endsWith(" eta 0:00");
    assertThat(folder.resolve("out/encoder.json")).exists();
    assertThat(folder.resolve("out/encoder.safetensors")).exists();
  }

  @Test
  void picturesShowTheGapsAndTheirFilling() throws IOException {
    run(SmallJob.job(data, folder, c -> c.put("epochs", 1)));
    try (var files = Files.list(folder.resolve("out/samples"))) {
      assertThat(files).hasSize(4 * 12);
    }
    BufferedImage original = picture("00-original");
    BufferedImage masked = picture("00-masked");
    BufferedImage prediction = picture("00-prediction");
    BufferedImage reconstructed = picture("00-reconstructed");
    int grey = 0;
    for (int i = 0; i < 256; i++) {
      int x = i % 16;
      int y = i / 16;
      boolean hidden = masked.getRGB(x, y) == 0xff7f7f7f;
      grey += hidden ? 1 : 0;
      int shown = hidden ? prediction.getRGB(x, y) : original.getRGB(x, y);
      assertThat(reconstructed.getRGB(x, y)).isEqualTo(shown);
    }
    assertThat(grey).isEqualTo(128);
  }

  private BufferedImage picture(String name) throws IOException {
    return ImageIO.read(folder.resolve("out/samples/" + name + ".png").toFile());
  }

  @Test
  void accumulationGivesNearlyTheSameEncoder() throws IOException {
    TrainingSummary whole = run(SmallJob.job(data, folder.resolve("whole"), c -> c));
    TrainingSummary parts =
        run(SmallJob.job(data, folder.resolve("parts"), c -> c.put("accumulation", 4)));
    assertThat(parts.steps()).isEqualTo(whole.steps());
    assertThat(parts.finalLoss())
        .isCloseTo(whole.finalLoss(), org.assertj.core.data.Percentage.withPercentage(0.01));
  }

  @Test
  void recomputingGivesTheSameBytes() throws IOException {
    run(SmallJob.job(data, folder.resolve("kept"), c -> c.put("dropPath", 0.2)));
    run(
        SmallJob.job(
            data, folder.resolve("twice"), c -> c.put("dropPath", 0.2).put("recompute", "BLOCKS")));
    assertThat(folder.resolve("twice/out/encoder.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("kept/out/encoder.safetensors"));
  }

  @Test
  void aBatchBeyondTheDataIsRefusedBeforeAnythingIsWritten() {
    PretrainJob job = SmallJob.job(data, folder, c -> c.put("batch", 71));
    assertThatThrownBy(() -> run(job))
        .hasMessageContaining("pretrain.batch: given 71")
        .hasMessageContaining("(70)");
    assertThat(job.work()).doesNotExist();
    assertThat(job.output()).doesNotExist();
  }

  @Test
  void partsOfABatchAreRefusedWhereItsImagesAreCompared() {
    PretrainJob small = SmallJob.job(data, folder, c -> c.put("accumulation", 2));
    Objective comparing =
        new Objective() {
          @Override
          public Plan plan(PlanContext context) {
            return Plan.with(new TrainingDefaults(1, 8, 1, 0, 0, 0, 0.9, 0.9, 0))
                .lossOver(LossScope.WHOLE_BATCH)
                .build();
          }

          @Override
          public Losses loss(Step step) {
            throw new AssertionError("refused before");
          }
        };
    PretrainJob job =
        new PretrainJob(
            small.objectiveName(),
            small.objectiveConfig(),
            comparing,
            small.backbone(),
            small.dataset(),
            small.training(),
            small.seed(),
            small.work(),
            small.output());
    assertThatThrownBy(() -> run(job))
        .hasMessageContaining("pretrain.accumulation: given 2, expected 1");
    assertThat(job.work()).doesNotExist();
  }

  @Test
  void otherSettingsAreRefusedButHousekeepingMayChange() {
    run(SmallJob.job(data, folder, c -> c));
    run(SmallJob.job(data, folder, c -> c.put("keepCheckpoints", 5).put("recompute", "BLOCKS")));
    UnaryOperator<ObjectNode> faster =
        c -> {
          c.withObject("/optimizer").put("beta2", 0.999);
          return c;
        };
    assertThatThrownBy(() -> run(SmallJob.job(data, folder, faster)))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.CONFIG))
        .hasMessageContaining("training.optimizer.beta2: given 0.999, expected 0.95");
  }

  @Test
  void automaticPrecisionIsChosenOnceAndKept() throws IOException {
    PretrainJob job = SmallJob.job(data, folder, c -> c.put("precision", "AUTO"));
    TrainingSummary first = run(job);
    assertThat(first.precision()).isIn("float32", "bfloat16");
    String record = Files.readString(folder.resolve("work/run.json"));
    assertThat(record).contains("\"precision\" : \"" + first.precision() + "\"");
    assertThat(run(job).precision()).isEqualTo(first.precision());
  }

  @Test
  void bothPrecisionsLearn() throws IOException {
    PretrainJob job =
        SmallJob.job(data, folder, c -> c.put("precision", "BFLOAT16").put("epochs", 10));
    run(job);
    List<Event> events = EventLog.read(folder.resolve("out/events.jsonl"));
    assertThat(events.get(19).loss()).isLessThan(0.7 * events.get(0).loss());
  }
}
