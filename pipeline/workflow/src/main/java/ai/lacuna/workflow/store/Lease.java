package ai.lacuna.workflow.store;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JacksonException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to work on one artifact, held by at most one living process.
 *
 * <p>A holder renews it by touching its file. It is taken over when its holder is known to be dead
 * (same host, no such process) or was silent for {@link #SILENCE}; a holder that comes back from
 * the dead finds a higher number than its own and stops at {@link #require}.
 */
public final class Lease implements Closeable {

  /** After how long without renewal a lease of another host counts as abandoned. */
  static final Duration SILENCE = Duration.ofMinutes(2);

  private static final Duration RENEWAL = Duration.ofSeconds(10);

  private final Path folder;
  private final long number;
  private final ScheduledExecutorService renewal;

  private Lease(Path folder, long number) {
    this.folder = folder;
    this.number = number;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease-renewal");
              thread.setDaemon(true);
              return thread;
            });
    renewal.scheduleWithFixedDelay(
        this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The outcome of asking for a lease. */
  public sealed interface Attempt {}

  /** It was given. */
  public record Taken(Lease lease) implements Attempt {}

  /** Somebody else holds it. */
  public record Held(Holder by) implements Attempt {}

  /** Asks for the lease; never waits. */
  static Attempt tryTake(Path folder) throws IOException {
    Files.createDirectories(folder);
    OptionalLong newest = Fence.newest(folder);
    if (newest.isPresent()) {
      Holder holder = holder(folder, newest.getAsLong());
      if (!holder.released() && isAlive(folder, newest.getAsLong(), holder)) {
        return new Held(holder);
      }
    }
    long number = newest.orElse(0) + 1;
    if (!Fence.tryTake(folder, number, Json.line(Holder.self()))) {
      return new Held(holder(folder, number));
    }
    if (newest.isPresent()) {
      Files.deleteIfExists(Fence.file(folder, newest.getAsLong()));
    }
    return new Taken(new Lease(folder, number));
  }

  /**
   * Makes sure that the lease is still held.
   *
   * @throws LostLeaseException if somebody took it over
   */
  public void require() {
    OptionalLong newest = Fence.newest(folder);
    if (newest.isEmpty() || newest.getAsLong() != number) {
      throw new LostLeaseException("another process took over " + folder);
    }
  }

  @Override
  public void close() throws IOException {
    renewal.shutdownNow();
    OptionalLong newest = Fence.newest(folder);
    if (newest.isPresent() && newest.getAsLong() == number) {
      Files.writeString(Fence.file(folder, number), Json.line(Holder.nobody()));
    }
  }

  private void renew() {
    try {
      Files.setLastModifiedTime(Fence.file(folder, number), FileTime.from(Instant.now()));
    } catch (IOException e) {
      // The folder is gone or the disk is away: require() tells when it matters.
      renewal.shutdown();
    }
  }

  private static Holder holder(Path folder, long number) throws IOException {
    try {
      return Json.read(Fence.file(folder, number), Holder.class);
    } catch (NoSuchFileException e) {
      return Holder.nobody();
    } catch (JacksonException e) {
      return Holder.unreadable();
    }
  }

  private static boolean isAlive(Path folder, long number, Holder holder) throws IOException {
    if (holder.isKnownDead()) {
      return false;
    }
    try {
      Instant renewed = Files.getLastModifiedTime(Fence.file(folder, number)).toInstant();
      return Duration.between(renewed, Instant.now()).compareTo(SILENCE) < 0
          || holder.isKnownAlive();
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
