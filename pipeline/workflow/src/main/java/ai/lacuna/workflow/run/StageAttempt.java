package ai.lacuna.workflow.run;

import ai.lacuna.files.Json;
import ai.lacuna.workflow.ShardedStage;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.Fence;
import ai.lacuna.workflow.store.WorkFolder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One attempt at a stage: hands it to the runner, and waits until the output is complete. */
final class StageAttempt {

  private final RunSettings settings;
  private final WorkflowPlan.Step step;
  private final Map<String, Artifact> inputs;
  private final WorkFolder work;

  StageAttempt(
      RunSettings settings, WorkflowPlan.Step step, Map<String, Artifact> inputs, WorkFolder work) {
    this.settings = settings;
    this.step = step;
    this.inputs = inputs;
    this.work = work;
  }

  void run() throws Exception {
    Map<String, String> folders = new LinkedHashMap<>();
    inputs.forEach((role, artifact) -> folders.put(role, artifact.folder().toString()));
    ObjectNode config = step.spec().config().deepCopy();
    config.setAll(step.spec().unhashed());
    Long seed = step.spec().seed().isPresent() ? step.spec().seed().getAsLong() : null;
    Stage stage = step.spec().stage();
    StageJob job =
        new StageJob(
            step.spec().id(),
            stage.type(),
            config,
            seed,
            folders,
            work.folder().toString(),
            settings.threads(),
            settings.device());
    BeamLauncher launcher = new BeamLauncher(settings);
    if (stage instanceof WholeStage) {
      launcher.runWhole(job, stage.load());
    } else if (stage instanceof ShardedStage sharded) {
      runShards(sharded, job, launcher);
    }
  }

  private void runShards(ShardedStage sharded, StageJob job, BeamLauncher launcher)
      throws Exception {
    Fence fence = Fence.next(work.attempts());
    ProgressFile progress = new ProgressFile(work.progress(), fence);
    WorkerContext context = new WorkerContext(job, fence, progress);
    List<JsonNode> shards = sharded.shards(context);
    Map<Integer, JsonNode> missing = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      if (doneResult(i, shards.get(i)) == null) {
        missing.put(i, shards.get(i));
      }
    }
    Json.write(work.shardCount(), shards.size());
    if (!missing.isEmpty()) {
      launcher.runShards(job, missing);
    }
    List<JsonNode> results = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      JsonNode result = doneResult(i, shards.get(i));
      if (result == null) {
        throw new IllegalStateException("shard " + i + " of '" + job.id() + "' left no result");
      }
      results.add(result);
    }
    fence.require();
    sharded.finish(results, context);
  }

  private @Nullable JsonNode doneResult(int index, JsonNode shard) throws IOException {
    Path file = StageWorker.resultFile(work, index);
    if (!Files.exists(file)) {
      return null;
    }
    StageWorker.ShardResult done = Json.read(file, StageWorker.ShardResult.class);
    // Numbers change their Java type on the way through a file; their text does not.
    return Json.line(done.shard()).equals(Json.line(shard)) ? done.result() : null;
  }
}
