package ai.lacuna.workflow.run;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.Progress;
import ai.lacuna.workflow.store.Fence;
import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Progress through a file, so that the launcher sees it whatever process or machine the worker is.
 * Thread-safe.
 */
final class ProgressFile implements Progress {

  /**
   * Where the work stands.
   *
   * @param done units done
   * @param total all units, or 0
   * @param unit what is counted
   * @param detail figures of the moment
   */
  record Snapshot(long done, long total, String unit, String detail) {}

  private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  private final Path file;
  private final Fence fence;
  private volatile long lastSign = System.nanoTime();
  private long lastWrite = System.nanoTime() - INTERVAL_NANOS;

  ProgressFile(Path file, Fence fence) {
    this.file = file;
    this.fence = fence;
  }

  /** How long ago the work said something. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastSign);
  }

  @Override
  public void at(long done, long total, String unit, String detail) {
    long now = System.nanoTime();
    lastSign = now;
    Interruption.check();
    synchronized (this) {
      if (now - lastWrite < INTERVAL_NANOS && done != total) {
        return;
      }
      lastWrite = now;
      fence.require();
      write(new Snapshot(done, total, unit, detail));
    }
  }

  static Optional<Snapshot> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Json.read(file, Snapshot.class)) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    } catch (IOException e) {
      // It was removed between the two calls: the stage is done.
      return Optional.empty();
    }
  }

  // Not flushed to the disk: nobody needs the progress of a machine that lost its power.
  private void write(Snapshot snapshot) {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + fence.number());
    try {
      Files.writeString(temporary, Json.line(snapshot));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
