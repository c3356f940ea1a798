package ai.lacuna.data;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Row groups in memory, the least recently used dropped first. Thread-safe. */
final class GroupCache {

  /** Where a row group lies. */
  record Location(Path file, int group) {}

  private final long budget;
  private final Map<Location, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long held;

  /**
   * @param budget bytes of image files to keep; one group is kept even if it is larger
   */
  GroupCache(long budget) {
    this.budget = budget;
  }

  /** The rows of a group; whoever asks first reads, others wait for it. */
  List<Row> get(Location location) {
    FutureTask<List<Row>> task;
    synchronized (this) {
      Entry entry = entries.get(location);
      if (entry == null) {
        entry = new Entry(new FutureTask<>(() -> read(location)));
        entries.put(location, entry);
      }
      task = entry.task;
    }
    task.run(); // does nothing unless this is the first call
    try {
      List<Row> rows = task.get();
      account(location, rows);
      return rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + location, e);
    } catch (ExecutionException e) {
      forget(location);
      throw new LacunaException(
          Kind.DATA,
          List.of(
              new Problem(
                  location.file.toString(),
                  e.getMessage() == null ? "unreadable" : e.getMessage(),
                  "a readable shard",
                  "import the data set again")),
          e.getCause());
    }
  }

  private synchronized void account(Location location, List<Row> rows) {
    Entry entry = entries.get(location);
    if (entry == null || entry.bytes > 0) {
      return;
    }
    entry.bytes = Math.max(1, rows.stream().mapToLong(r -> r.bytes().length).sum());
    held += entry.bytes;
    Iterator<Map.Entry<Location, Entry>> eldest = entries.entrySet().iterator();
    while (held > budget && eldest.hasNext()) {
      Map.Entry<Location, Entry> next = eldest.next();
      if (next.getValue().bytes > 0 && !next.getKey().equals(location)) {
        held -= next.getValue().bytes;
        eldest.remove();
      }
    }
  }

  private synchronized void forget(Location location) {
    Entry entry = entries.remove(location);
    held -= entry == null ? 0 : entry.bytes;
  }

  private static List<Row> read(Location location) throws IOException {
    try (ShardReader reader = new ShardReader(location.file)) {
      return reader.images(location.group);
    }
  }

  private static final class Entry {
    private final FutureTask<List<Row>> task;
    private long bytes;

    Entry(FutureTask<List<Row>> task) {
      this.task = task;
    }
  }
}
