package ai.lacuna.evaluation;

import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.Metrics;
import ai.lacuna.evaluation.metric.Result;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes run folders by hand, as they look when the store with their outcomes has stayed elsewhere.
 */
record RunFolderMaker(Path runs) {

  private static final int N = 1000;

  /** What a run measured: the encoder, the untrained network, raw pixels. */
  record Top1(double encoder, double untrained, double pixels) {}

  /** A run of {@code recipe} with this seed. */
  FinishedRun run(String name, long seed, String precision) throws IOException {
    ObjectNode recipe = Json.MAPPER.createObjectNode();
    recipe.put("name", "small").put("seed", seed);
    recipe.putObject("data").putObject("train").put("source", "imagefolder").put("path", name);
    ObjectNode pretrain = recipe.putObject("pretrain");
    pretrain.put("objective", "mae").put("precision", precision).put("threads", seed);
    pretrain.putArray("devices").add("cpu" + seed);
    pretrain.putObject("config").put("threads", 7);
    recipe.putArray("gates").add("knn.top1 > 0." + seed);
    ObjectNode content = Json.MAPPER.createObjectNode().put("content", "c0ffee");
    return new FinishedRun(
        1,
        name,
        "small",
        seed,
        recipe,
        List.of(
            stage("ingest.train", "ingest", content, "none"),
            stage("pretrain", "pretrain", Json.MAPPER.createObjectNode(), name + "-encoder"),
            stage("knn", "evaluate", Json.MAPPER.createObjectNode(), "gone")),
        "2026-01-01T00:00:00Z",
        1,
        Map.of());
  }

  private FinishedRun.Outcome stage(String id, String type, ObjectNode config, String folder) {
    return new FinishedRun.Outcome(
        id,
        type,
        "kind",
        FinishedRun.Status.RAN,
        1,
        1,
        config,
        null,
        Map.of(),
        "f",
        "d",
        runs.resolve(folder));
  }

  /** The folder of a run that keeps nothing but what it was. */
  Path bare(FinishedRun run) throws IOException {
    Path folder = Files.createDirectories(runs.resolve(run.name()));
    Json.write(folder.resolve("run.json"), run);
    return folder;
  }

  /** The folder of a run with its numbers. */
  Path measured(FinishedRun run, Map<String, Top1> scores) throws IOException {
    Path folder = bare(run);
    List<Result> results = new ArrayList<>();
    scores.forEach((protocol, score) -> add(protocol, score, results));
    Json.write(folder.resolve("metrics.json"), Metrics.of(run.name(), results));
    return folder;
  }

  /** What its pre-training left in the store. */
  void trained(FinishedRun run, double seconds, double imagesPerSecond) throws IOException {
    Path encoder = Files.createDirectories(runs.resolve(run.name() + "-encoder"));
    Map<String, Object> training =
        Map.of("seconds", seconds, "imagesPerSecond", imagesPerSecond, "precision", "bfloat16");
    Json.write(encoder.resolve("training.json"), training);
  }

  private static void add(String protocol, Top1 score, List<Result> results) {
    Map<String, Result.Reference> references =
        Map.of(
            "random-init", reference(score.encoder(), score.untrained()),
            "raw-pixels", reference(score.encoder(), score.pixels()));
    results.add(result(protocol, protocol, score.encoder(), references));
    results.add(result("random-init." + protocol, protocol, score.untrained(), Map.of()));
    results.add(result("raw-pixels." + protocol, protocol, score.pixels(), Map.of()));
  }

  private static Result.Reference reference(double encoder, double floor) {
    return new Result.Reference(floor, encoder - floor, 0.012);
  }

  private static Result result(
      String stage, String protocol, double value, Map<String, Result.Reference> references) {
    Interval95 ci = Interval95.wilson(Math.round(value * N), N);
    return new Result(stage, protocol, "top1", value, N, ci, 0, "encoder", references);
  }
}
