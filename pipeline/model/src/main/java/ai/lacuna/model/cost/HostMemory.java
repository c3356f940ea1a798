package ai.lacuna.model.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The memory that this process may use, as Linux tells it: the machine's, or less where a container
 * or a limit on the address space says so.
 *
 * @param total bytes that the process may have at most
 * @param available bytes that it could still take
 */
public record HostMemory(long total, long available) {

  private static final Path MACHINE = Path.of("/proc/meminfo");
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final List<Path> CONTAINER =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  /** What holds now; empty where the system does not tell. */
  public static Optional<HostMemory> now() {
    OptionalLong machine = field(MACHINE, "MemTotal:");
    OptionalLong free = field(MACHINE, "MemAvailable:");
    if (machine.isEmpty() || free.isEmpty()) {
      return Optional.empty();
    }
    long total = machine.getAsLong();
    long available = free.getAsLong();
    OptionalLong container = first(CONTAINER);
    if (container.isPresent() && container.getAsLong() < total) {
      total = container.getAsLong();
      // What the container counts as used includes pages of files, which are given back on demand.
      available = Math.min(available, total - field(PROCESS, "VmRSS:").orElse(0));
    }
    OptionalLong addresses = addressSpace();
    if (addresses.isPresent() && addresses.getAsLong() < total) {
      total = addresses.getAsLong();
    }
    if (addresses.isPresent()) {
      long mapped = field(PROCESS, "VmSize:").orElse(0);
      available = Math.min(available, addresses.getAsLong() - mapped);
    }
    return Optional.of(new HostMemory(total, Math.max(0, available)));
  }

  // A line such as "MemTotal:  24576 kB", in bytes.
  private static OptionalLong field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  // The soft limit of the line "Max address space  SOFT  HARD  bytes"; empty = unlimited.
  private static OptionalLong addressSpace() {
    try (Stream<String> lines = Files.lines(LIMITS)) {
      return lines
          .filter(line -> line.startsWith("Max address space"))
          .map(line -> line.split("\\s+")[3])
          .filter(soft -> soft.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong first(List<Path> files) {
    return files.stream().flatMapToLong(HostMemory::number).findFirst();
  }

  private static LongStream number(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,18}") ? LongStream.of(Long.parseLong(text)) : LongStream.empty();
    } catch (IOException e) {
      return LongStream.empty();
    }
  }
}
