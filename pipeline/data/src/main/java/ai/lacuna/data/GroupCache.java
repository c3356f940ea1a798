package ai.lacuna.data;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.ToLongFunction;

/** Row groups in memory, the least recently used dropped first. Thread-safe. */
final class GroupCache<T> {

  /** Reads a row group. */
  interface Reader<T> {
    List<T> read(RowGroup group) throws IOException;
  }

  private final long budget;
  private final Reader<T> reader;
  private final ToLongFunction<T> bytes;
  private final Map<RowGroup, Entry<T>> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long held;

  /**
   * @param budget bytes to keep; one group is kept even if it is larger
   * @param bytes about what a row takes
   */
  GroupCache(long budget, Reader<T> reader, ToLongFunction<T> bytes) {
    this.budget = budget;
    this.reader = reader;
    this.bytes = bytes;
  }

  /** The rows of a group; whoever asks first reads, others wait for it. */
  List<T> get(RowGroup group) {
    FutureTask<List<T>> task;
    synchronized (this) {
      Entry<T> entry = entries.get(group);
      if (entry == null) {
        entry = new Entry<>(new FutureTask<>(() -> reader.read(group)));
        entries.put(group, entry);
      }
      task = entry.task;
    }
    task.run(); // does nothing unless this is the first call
    try {
      List<T> rows = task.get();
      account(group, rows);
      return rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + group.place(), e);
    } catch (ExecutionException e) {
      forget(group);
      throw new LacunaException(
          Kind.DATA,
          List.of(
              new Problem(
                  group.place(),
                  e.getMessage() == null ? "unreadable" : e.getMessage(),
                  "readable images",
                  "import the data set again")),
          e.getCause());
    }
  }

  private synchronized void account(RowGroup group, List<T> rows) {
    Entry<T> entry = entries.get(group);
    if (entry == null || entry.bytes > 0) {
      return;
    }
    entry.bytes = Math.max(1, rows.stream().mapToLong(bytes).sum());
    held += entry.bytes;
    Iterator<Map.Entry<RowGroup, Entry<T>>> eldest = entries.entrySet().iterator();
    while (held > budget && eldest.hasNext()) {
      Map.Entry<RowGroup, Entry<T>> next = eldest.next();
      if (next.getValue().bytes > 0 && !next.getKey().equals(group)) {
        held -= next.getValue().bytes;
        eldest.remove();
      }
    }
  }

  private synchronized void forget(RowGroup group) {
    Entry<T> entry = entries.remove(group);
    held -= entry == null ? 0 : entry.bytes;
  }

  private static final class Entry<T> {
    private final FutureTask<List<T>> task;
    private long bytes;

    Entry(FutureTask<List<T>> task) {
      this.task = task;
    }
  }
}
