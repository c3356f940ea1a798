package ai.lacuna.evaluation;

import ai.lacuna.evaluation.report.Curve;
import ai.lacuna.evaluation.report.Format;
import ai.lacuna.evaluation.report.Picture;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.evaluation.seeds.Training;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pre-training has left beside its encoder: {@code training.json}, {@code events.jsonl},
 * {@code samples/}. Whatever is missing is left out: an encoder may come from elsewhere.
 */
final class TrainingReader {

  private static final double NO_LIMIT = 0.05;
  private static final double BOUND = 0.2;

  private static final int SHOWN = 12;

  private final Optional<Path> folder;
  private final JsonNode summary;
  private final List<JsonNode> events;

  private TrainingReader(Optional<Path> folder, JsonNode summary, List<JsonNode> events) {
    this.folder = folder;
    this.summary = summary;
    this.events = events;
  }

  static TrainingReader open(Optional<FinishedRun.Outcome> encoder) throws IOException {
    Optional<Path> folder = encoder.map(FinishedRun.Outcome::folder);
    if (folder.isEmpty()) {
      return new TrainingReader(folder, MissingNode.getInstance(), List.of());
    }
    Path file = folder.get().resolve("training.json");
    JsonNode summary =
        Files.exists(file) ? Json.read(file, JsonNode.class) : MissingNode.getInstance();
    return new TrainingReader(folder, summary, events(folder.get().resolve("events.jsonl")));
  }

  private static List<JsonNode> events(Path file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          events.add(Json.MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
          break; // a line that a kill has cut short is the last one
        }
      }
    }
    return events;
  }

  /** The figures of the masthead. */
  List<RunReport.Fact> facts() {
    List<RunReport.Fact> facts = new ArrayList<>();
    if (summary.isMissingNode()) {
      return facts;
    }
    facts.add(new RunReport.Fact("trained for", Format.seconds(number("seconds"))));
    facts.add(
        new RunReport.Fact(
            "images per second", Format.count(Math.round(number("imagesPerSecond")))));
    facts.add(new RunReport.Fact("waiting for data", Format.percent(number("dataWait"))));
    facts.add(new RunReport.Fact("training images", Format.count(summary.path("images").asLong())));
    facts.add(new RunReport.Fact("parameters", Format.count(summary.path("parameters").asLong())));
    facts.add(new RunReport.Fact("precision", summary.path("precision").asText()));
    return facts;
  }

  /** Its figures as numbers. */
  Training training() {
    JsonNode precision = summary.path("precision");
    return new Training(
        known("seconds"),
        known("imagesPerSecond"),
        precision.isTextual() ? precision.asText() : null);
  }

  private @Nullable Double known(String key) {
    return summary.path(key).isNumber() ? number(key) : null;
  }

  private double number(String key) {
    return summary.path(key).asDouble();
  }

  /** Loss, its parts where there are several, learning rate, gradient norm, speed, waiting. */
  List<Curve> curves() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<Curve> curves = new ArrayList<>();
    curves.add(curve("Loss", "", Curve.From.DATA, e -> value(e, "loss")));
    Set<String> parts = new LinkedHashSet<>();
    events.forEach(e -> e.path("parts").fieldNames().forEachRemaining(parts::add));
    if (parts.size() > 1) {
      for (String part : parts) {
        curves.add(curve("Loss: " + part, "", Curve.From.DATA, e -> value(e.path("parts"), part)));
      }
    }
    curves.add(curve("Learning rate", "", Curve.From.ZERO, e -> value(e, "learningRate")));
    curves.add(
        curve("Speed", "images per second", Curve.From.ZERO, e -> value(e, "imagesPerSecond")));
    curves.add(
        curve("Waiting for data", "% of the time", Curve.From.ZERO, e -> 100 * value(e, "dataWait"))
            .withNote(summary.isMissingNode() ? "" : waiting(number("dataWait"))));
    curves.add(
        curve("Gradient norm", "before clipping", Curve.From.ZERO, e -> value(e, "gradNorm")));
    return curves;
  }

  /** What a share of the time spent waiting for images means, in one sentence. */
  static String waiting(double share) {
    String waited = Format.percent(share) + " of the time went by waiting for images";
    if (share < NO_LIMIT) {
      return "Loading is no limit: " + waited + ".";
    }
    if (share < BOUND) {
      return "Loading costs a little: " + waited + ".";
    }
    return "This run was bound by loading: "
        + waited
        + ". More cores, smaller image files or fewer augmentations would make it faster.";
  }

  private static double value(JsonNode node, String key) {
    return node.path(key).isNumber() ? node.path(key).asDouble() : Double.NaN;
  }

  private Curve curve(
      String title, String unit, Curve.From from, ToDoubleFunction<JsonNode> value) {
    double[] x = events.stream().mapToDouble(e -> e.path("epoch").asDouble()).toArray();
    return new Curve(title, unit, x, events.stream().mapToDouble(value).toArray(), from);
  }

  /** Pictures of what the encoder was shown, and of what the objective makes of that. */
  List<RunReport.MaskedImage> maskedImages() throws IOException {
    Path samples = folder.map(f -> f.resolve("samples")).orElse(Path.of(""));
    if (folder.isEmpty() || !Files.isDirectory(samples)) {
      return List.of();
    }
    List<String> numbers;
    try (Stream<Path> files = Files.list(samples)) {
      numbers =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("-original.png"))
              .map(name -> name.substring(0, name.length() - "-original.png".length()))
              .sorted()
              .limit(SHOWN)
              .toList();
    }
    List<RunReport.MaskedImage> list = new ArrayList<>();
    for (String number : numbers) {
      list.add(
          new RunReport.MaskedImage(
              picture(samples, number, "original", "image " + number).orElseThrow(),
              picture(samples, number, "masked", "what the encoder sees of image " + number)
                  .orElseThrow(),
              picture(samples, number, "reconstructed", "image " + number + " reconstructed")));
    }
    return list;
  }

  private static Optional<Picture> picture(Path samples, String number, String kind, String alt)
      throws IOException {
    Path file = samples.resolve(number + "-" + kind + ".png");
    return Files.exists(file)
        ? Optional.of(Pictures.ofPng(Files.readAllBytes(file), alt))
        : Optional.empty();
  }
}
