package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.files.Json;
import ai.lacuna.training.checkpoint.Checkpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  @Test
  void aTerminatedRunKeepsItsLastStep() throws Exception {
    Pictures.dataset(folder, 70);
    Path into = folder.resolve("terminated");
    Process process = start(into);
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("epoch");
      // The process itself would close its output.
      process.toHandle().destroy();
      long lines = 1 + out.lines().count();
      process.waitFor();
      long logged = EventLog.read(into.resolve("work/events.jsonl")).size();
      assertThat(logged).isGreaterThanOrEqualTo(lines);
    }
    long newest = newestStep(into.resolve("work"));
    List<Event> events = EventLog.read(into.resolve("work/events.jsonl"));
    // One event for two steps: nothing that was logged is lost.
    assertThat(newest).isBetween(events.get(events.size() - 1).step(), 16L);
    assertThat(start(into).waitFor()).isZero();
  }

  @Test
  void aFullDiskLeavesTheCheckpointBefore() throws Exception {
    Toy.Ended undisturbed = ToyRun.run(folder.resolve("a"), 20, () -> {});
    Path work = folder.resolve("b");
    int[] beats = {0};
    Beat stop =
        () -> {
          if (++beats[0] == 5) {
            throw new IllegalStateException("stopped");
          }
        };
    assertThatThrownBy(() -> ToyRun.run(work, 20, stop)).hasMessage("stopped");
    assertThat(newestStep(work)).isEqualTo(4);
    // No file may grow beyond 32 KiB: checkpoints fail half-way, as on a full disk.
    List<String> limited = new ArrayList<>(List.of("bash", "-c", "ulimit -f 32; exec \"$@\"", ""));
    limited.addAll(java(ToyRun.class, "20", work.toString()));
    Path errors = folder.resolve("stderr.txt");
    Process process = new ProcessBuilder(limited).redirectError(errors.toFile()).start();
    assertThat(process.waitFor()).isNotZero();
    assertThat(errors).content().contains("checkpoint").contains("free space or mend the disk");
    assertThat(newestStep(work)).isEqualTo(4);
    Toy.Ended resumed = ToyRun.run(work, 20, () -> {});
    undisturbed
        .parameters()
        .forEach((name, p) -> assertThat(resumed.parameters().get(name)).as(name).isEqualTo(p));
  }

  private static long newestStep(Path work) throws IOException {
    return new Checkpoints(work.resolve("checkpoints"), 2)
        .newest(
            warning -> {
              throw new AssertionError(warning);
            })
        .map(found -> found.state().step())
        .orElse(0L);
  }

  private Process start(Path into) throws IOException {
    Files.createDirectories(into);
    String data = folder.resolve("data").toString();
    return new ProcessBuilder(java(SmallJob.class, data, into.toString()))
        .redirectError(into.resolve("stderr.txt").toFile())
        .start();
  }

  private static List<String> java(Class<?> program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(List.of(arguments));
    return command;
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
