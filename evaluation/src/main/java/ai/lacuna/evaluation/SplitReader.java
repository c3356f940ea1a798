package ai.lacuna.evaluation;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.evaluation.report.Format;
import ai.lacuna.evaluation.report.Picture;
import ai.lacuna.evaluation.report.RunReport;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.data.Duplicates;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes the data sets of a run. */
final class SplitReader {

  private static final int SAMPLES = 32;
  private static final int REJECTS = 20;

  private SplitReader() {}

  static List<RunReport.Split> read(FinishedRun run) throws IOException {
    List<RunReport.Split> splits = new ArrayList<>();
    for (String id : List.of(Planning.TRAIN_DATA, Planning.TEST_DATA)) {
      Optional<FinishedRun.Outcome> stage = run.stage(id);
      if (stage.isPresent()) {
        splits.add(split(run, id.substring(id.indexOf('.') + 1), stage.get().folder()));
      }
    }
    return splits;
  }

  private static RunReport.Split split(FinishedRun run, String name, Path folder)
      throws IOException {
    Dataset dataset = Dataset.open(folder);
    Manifest manifest = dataset.manifest();
    List<RunReport.ClassCount> classes = new ArrayList<>();
    for (int c = 0; c < manifest.classes().size(); c++) {
      classes.add(
          new RunReport.ClassCount(manifest.classes().get(c), manifest.classCounts().get(c)));
    }
    List<RunReport.Fact> facts = new ArrayList<>(facts(manifest));
    facts.addAll(duplicates(run, name));
    return new RunReport.Split(
        name,
        source(run.recipe().path("data").path(name)),
        dataset.rows(),
        dataset.rejects(),
        dataset.digest(),
        facts,
        classes,
        samples(dataset),
        rejects(folder.resolve(Manifest.REJECTS)));
  }

  private static String source(JsonNode settings) {
    List<String> parts = new ArrayList<>();
    settings
        .properties()
        .forEach(
            e ->
                parts.add(
                    e.getKey().equals("source")
                        ? e.getValue().asText()
                        : e.getKey() + " " + e.getValue().asText()));
    return String.join(", ", parts);
  }

  private static List<RunReport.Fact> facts(Manifest manifest) {
    Manifest.Sizes sizes = manifest.sizes();
    List<RunReport.Fact> facts = new ArrayList<>();
    facts.add(
        new RunReport.Fact(
            "size",
            range(sizes.minWidth(), sizes.maxWidth())
                + " × "
                + range(sizes.minHeight(), sizes.maxHeight())
                + " px, "
                + manifest.channels()
                + " channels"));
    facts.add(new RunReport.Fact("channel means", numbers(manifest.mean())));
    facts.add(new RunReport.Fact("channel deviations", numbers(manifest.std())));
    if (manifest.ignored() > 0) {
      facts.add(new RunReport.Fact("other files", Format.count(manifest.ignored())));
    }
    return facts;
  }

  private static List<RunReport.Fact> duplicates(FinishedRun run, String split) throws IOException {
    Optional<FinishedRun.Outcome> stage = run.stage(Planning.DUPLICATES);
    if (stage.isEmpty()) {
      return List.of();
    }
    Duplicates found = Duplicates.read(stage.get().folder());
    boolean test = split.equals("test");
    List<RunReport.Fact> facts = new ArrayList<>();
    String copies = Format.count(test ? found.testCopies() : found.trainCopies());
    facts.add(new RunReport.Fact("copies within", copies));
    if (test) {
      facts.add(new RunReport.Fact("also in train", Format.count(found.testInTrain())));
    }
    return facts;
  }

  private static String range(int low, int high) {
    return low == high ? Integer.toString(low) : low + "–" + high;
  }

  private static String numbers(List<Double> values) {
    return values.stream().map(Format::number).collect(Collectors.joining(", "));
  }

  private static List<Picture> samples(Dataset dataset) throws IOException {
    long count = Math.min(SAMPLES, dataset.rows());
    List<Picture> samples = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long row = (2 * i + 1) * dataset.rows() / (2 * count);
      String name = Pictures.className(dataset.classes(), dataset.label(row));
      samples.add(Pictures.ofRow(dataset, row, name));
    }
    return samples;
  }

  private static List<RunReport.Reject> rejects(Path file) throws IOException {
    List<RunReport.Reject> rejects = new ArrayList<>();
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        String line = lines.readLine();
        while (line != null && rejects.size() < REJECTS) {
          JsonNode reject = Json.MAPPER.readTree(line);
          String reason = reject.path("reason").asText() + ": " + reject.path("detail").asText();
          rejects.add(new RunReport.Reject(reject.path("path").asText(), reason));
          line = lines.readLine();
        }
      }
    }
    return rejects;
  }
}
