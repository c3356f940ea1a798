package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real allocation failures, in processes of limited address space. */
@EnabledOnOs(OS.LINUX)
class OutOfMemoryTest {

  private static final int BATCH = 256;

  @TempDir Path folder;

  /** A step of 256 images, for which 240 MiB have to be kept. */
  static final class Main {
    private Main() {}

    /**
     * Pre-trains.
     *
     * @param args data set folder, folder that receives {@code work} and {@code out}, accumulation
     */
    public static void main(String[] args) {
      FillTheGaps.Settings settings = new FillTheGaps.Settings(0.1);
      FillTheGaps objective = new FillTheGaps(settings);
      BackboneConfig backbone =
          new VitConfig(List.of(32), 2, 32, 2, 2, 4, VitConfig.Position.SINCOS);
      TrainingConfig published = TrainingConfig.of(objective.plan(backbone.context(3)).defaults());
      ObjectNode training = Json.MAPPER.valueToTree(published);
      training.put("precision", "FLOAT32").put("threads", 2).put("epochs", 1);
      training.put("batch", BATCH).put("accumulation", Integer.parseInt(args[2]));
      PretrainJob job =
          new PretrainJob(
              "fill-the-gaps",
              settings,
              objective,
              backbone,
              Dataset.open(Path.of(args[0])),
              Json.MAPPER.convertValue(training, TrainingConfig.class),
              7,
              Path.of(args[1], "work"),
              Path.of(args[1], "out"));
      try {
        new Pretrainer(job).run((fraction, message) -> System.out.println(message));
        System.out.println(addresses());
      } catch (LacunaException e) {
        System.out.println(e.kind() + " " + e.getMessage());
        System.exit(e.kind().exitCode());
      }
    }

    // The most address space that this process had, as Linux tells it.
    private static String addresses() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmPeak:"))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void saysWhichMicroBatchWouldHaveFitted() throws Exception {
    Pictures.dataset(folder, BATCH);
    String small = run("unlimited", 16, 0);
    long enough = Long.parseLong(small.substring(small.indexOf("VmPeak:")).replaceAll("\\D", ""));
    String limit = Long.toString(enough + 80 * 1024);
    String told = run(limit, 1, 2);
    assertThat(told)
        .contains("CONFIG pretrain.accumulation: given 1, micro-batches of 256 images")
        .contains("more were asked for")
        .contains("an update is still that of 256 images");
    Matcher advice = Pattern.compile("set pretrain.accumulation to (\\d+)").matcher(told);
    assertThat(advice.find()).as(told).isTrue();
    int accumulation = Integer.parseInt(advice.group(1));
    // 16 fitted alone; what the copies of the failed run left scattered may cost a size or two.
    assertThat(accumulation).isBetween(2, 64);
    assertThat(run(limit, accumulation, 0)).contains("epoch 1/1");
  }

  private String run(String limit, int accumulation, int exitCode) throws Exception {
    List<String> command =
        List.of(
            "bash",
            "-c",
            "ulimit -v " + limit + "; exec \"$@\"",
            "",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:CompressedClassSpaceSize=64m",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            folder.resolve("data").toString(),
            folder.resolve("run-" + accumulation + "-" + limit).toString(),
            Integer.toString(accumulation));
    Path errors = folder.resolve("stderr.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    // Each thread would reserve address space for an arena of its own.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(out + Files.readString(errors)).isEqualTo(exitCode);
    return out;
  }

  @Test
  void recognisesWhatEnginesSay() {
    for (String message :
        List.of(
            "[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't allocate"
                + " memory: you tried to allocate 12 bytes. Error code 12",
            "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity",
            "RuntimeError: could not create a primitive",
            "std::bad_alloc")) {
      assertThat(OutOfMemory.is(new CompletionException(new EngineException(message))))
          .as(message)
          .isTrue();
    }
    assertThat(OutOfMemory.is(new OutOfMemoryError("Java heap space"))).isTrue();
    assertThat(OutOfMemory.is(new EngineException("shapes differ"))).isFalse();
    LacunaException full =
        new LacunaException(
            LacunaException.Kind.INFRASTRUCTURE, "disk", "out of memory", "some", "");
    assertThat(OutOfMemory.is(full)).isFalse();
  }
}
