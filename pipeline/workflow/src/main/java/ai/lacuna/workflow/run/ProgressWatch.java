package ai.lacuna.workflow.run;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.store.WorkFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Looks twice a second how far a stage is, wherever it runs. */
final class ProgressWatch implements Closeable {

  private static final long INTERVAL_MILLIS = 500;

  private final WorkFolder work;
  private final Stage stage;
  private final Consumer<ProgressFile.Snapshot> consumer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress-watch");
            thread.setDaemon(true);
            return thread;
          });

  ProgressWatch(WorkFolder work, Stage stage, Consumer<ProgressFile.Snapshot> consumer) {
    this.work = work;
    this.stage = stage;
    this.consumer = consumer;
  }

  void start() {
    timer.scheduleWithFixedDelay(
        () -> snapshot().ifPresent(consumer),
        INTERVAL_MILLIS,
        INTERVAL_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private Optional<ProgressFile.Snapshot> snapshot() {
    Optional<ProgressFile.Snapshot> own = ProgressFile.read(work.progress());
    return own.isPresent() || !(stage instanceof ShardedStage) ? own : shards();
  }

  private Optional<ProgressFile.Snapshot> shards() {
    if (!Files.exists(work.shardCount())) {
      return Optional.empty();
    }
    try (Stream<Path> done = Files.list(work.shards())) {
      long finished = done.filter(f -> String.valueOf(f.getFileName()).endsWith(".json")).count();
      int total = Json.read(work.shardCount(), Integer.class);
      return Optional.of(new ProgressFile.Snapshot(finished, total, "shards", ""));
    } catch (IOException e) {
      // The folder was removed meanwhile: the stage is done.
      return Optional.empty();
    }
  }
}
