package ai.lacuna.workflow.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The largest resident size that this process has had, native memory included. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmHWM:";

  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** Forgets the past, where the system allows it. */
  static void reset() {
    try {
      Files.writeString(RESET, "5");
    } catch (IOException e) {
      return; // then the figure is that of the whole process
    }
  }

  /** In MiB; 0 where the system does not tell. */
  static long mib() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
