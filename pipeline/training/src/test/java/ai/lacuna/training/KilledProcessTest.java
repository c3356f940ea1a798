package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training in processes of its own that are killed without warning. */
class KilledProcessTest {

  private static final int KILLS = 4;

  @TempDir Path folder;

  @Test
  void aKilledRunEndsWithTheSameBytes() throws Exception {
    Pictures.dataset(folder, 70);
    Path undisturbed = folder.resolve("undisturbed");
    assertThat(start(undisturbed).waitFor()).isZero();

    Path disturbed = folder.resolve("disturbed");
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < KILLS; i++) {
      kill(start(disturbed), random.nextInt(4), random.nextInt(300));
    }
    assertThat(start(disturbed).waitFor()).isZero();

    for (String file : List.of("encoder.safetensors", "encoder.json")) {
      assertThat(disturbed.resolve("out").resolve(file))
          .hasSameBinaryContentAs(undisturbed.resolve("out").resolve(file));
    }
    assertThat(EventLog.read(disturbed.resolve("out/events.jsonl")))
        .extracting(Event::step, Event::loss, Event::gradNorm)
        .containsExactlyElementsOf(
            EventLog.read(undisturbed.resolve("out/events.jsonl")).stream()
                .map(e -> org.assertj.core.groups.Tuple.tuple(e.step(), e.loss(), e.gradNorm()))
                .toList());
    TrainingSummary summary =
        Json.read(disturbed.resolve("out/training.json"), TrainingSummary.class);
    assertThat(summary.resumed()).isBetween(1, KILLS);
  }

  private Process start(Path into) throws IOException {
    Files.createDirectories(into);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx300m",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SmallJob.class.getName(),
            folder.resolve("data").toString(),
            into.toString())
        .redirectError(into.resolve("stderr.txt").toFile())
        .start();
  }

  // Lets the process print some progress, then a little more time pass, then kills it.
  private static void kill(Process process, int lines, int millis) throws Exception {
    try (BufferedReader out = process.inputReader()) {
      for (int i = 0; i <= lines && out.readLine() != null; i++) {
        continue;
      }
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
  }
}
