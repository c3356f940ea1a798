package ai.lacuna.model.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class HostMemoryTest {

  private static final long GIBIBYTE = 1L << 30;

  /** Prints what a process of its own is told. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      HostMemory memory = HostMemory.now().orElseThrow();
      System.out.println(memory.total() + " " + memory.available());
    }
  }

  @Test
  void someMemoryIsThere() {
    HostMemory memory = HostMemory.now().orElseThrow();
    assertThat(memory.available()).isPositive().isLessThan(memory.total());
  }

  @Test
  void aLimitOnTheAddressSpaceCounts() throws Exception {
    List<String> command =
        List.of(
            "bash",
            "-c",
            "ulimit -v 8388608; exec \"$@\"",
            "",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:CompressedClassSpaceSize=64m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] told = new String(process.getInputStream().readAllBytes()).strip().split(" ");
    assertThat(process.waitFor()).isZero();
    assertThat(Long.parseLong(told[0])).isEqualTo(8 * GIBIBYTE);
    assertThat(Long.parseLong(told[1])).isBetween(GIBIBYTE, 8 * GIBIBYTE);
  }
}
