package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.store.Fence;
import ai.lacuna.workflow.store.WorkFolder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What happens on a worker: rebuilds the stage from its name and runs it under a watchdog. */
final class StageWorker {

  private StageWorker() {}

  /** Runs a whole stage. Earlier attempts that still live lose the right to write. */
  static void runWhole(String json) throws Exception {
    StageJob job = StageJob.fromJson(json);
    Stage stage = Plugins.load().stage(job.type());
    if (!(stage instanceof WholeStage whole)) {
      throw new IllegalStateException(job.type() + " is no whole stage");
    }
    WorkFolder work = job.workFolder();
    Fence fence = Fence.next(work.attempts());
    ProgressFile progress = new ProgressFile(work.progress(), fence);
    WorkerContext context = new WorkerContext(job, fence, progress);
    supervise(
        job,
        stage.patience(),
        progress,
        () -> {
          whole.run(context);
          return null;
        });
    fence.require();
  }

  /** Runs one shard and leaves its result where the launcher finds it. */
  static void runShard(String json, int index, JsonNode shard) throws Exception {
    StageJob job = StageJob.fromJson(json);
    Stage stage = Plugins.load().stage(job.type());
    if (!(stage instanceof ShardedStage sharded)) {
      throw new IllegalStateException(job.type() + " is no sharded stage");
    }
    WorkFolder work = job.workFolder();
    Fence fence = Fence.next(work.attempts().resolve(Integer.toString(index)));
    ProgressFile progress = new ProgressFile(work.folder().resolve("shard-" + index), fence);
    WorkerContext context = new WorkerContext(job, fence, progress);
    JsonNode result =
        supervise(job, stage.patience(), progress, () -> sharded.runShard(shard, context));
    fence.require();
    Json.write(resultFile(work, index), new ShardResult(shard, result));
  }

  /**
   * What is kept of a finished shard.
   *
   * @param shard what was asked for
   * @param result what came out
   */
  record ShardResult(JsonNode shard, JsonNode result) {}

  static Path resultFile(WorkFolder work, int index) {
    return work.shards().resolve(String.format(Locale.ROOT, "%06d.json", index));
  }

  // The work has a thread of its own, because a thread inside a native call cannot be stopped: the
  // watchdog gives it up, and the fence keeps what is left of it from writing.
  private static <T> T supervise(
      StageJob job, Duration patience, ProgressFile progress, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(() -> Interruption.counted(work));
    Thread thread = new Thread(task, "stage-" + job.id());
    thread.setDaemon(true);
    thread.start();
    long tick = Math.max(1, Math.min(patience.toMillis() / 4, 1000));
    while (true) {
      try {
        return task.get(tick, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (progress.silence().compareTo(patience) > 0) {
          thread.interrupt();
          throw stuck(job, patience);
        }
      } catch (ExecutionException e) {
        throw remembered(job, e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        thread.interrupt();
        throw e;
      }
    }
  }

  private static LacunaException stuck(StageJob job, Duration patience) {
    return new LacunaException(
        LacunaException.Kind.INFRASTRUCTURE,
        "stage " + job.id(),
        "no progress for " + patience.toSeconds() + " s",
        "a sign of progress at least that often",
        "see whether the machine is overloaded or its disk hangs; the run goes on when started"
            + " again");
  }

  // Runners wrap exceptions in their own and some send only text: the kind goes through a file.
  private static Exception remembered(StageJob job, Throwable failure) throws IOException {
    if (failure instanceof LacunaException known) {
      Failure.write(job.workFolder().failure(), known);
    }
    if (failure instanceof Exception exception) {
      return exception;
    }
    return new IllegalStateException(String.valueOf(failure), failure);
  }
}
