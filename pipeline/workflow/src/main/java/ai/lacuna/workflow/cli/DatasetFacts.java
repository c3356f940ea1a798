package ai.lacuna.workflow.cli;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.workflow.data.Duplicates;
import ai.lacuna.workflow.sheet.SampleSheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is said about a data set.
 *
 * @param dataset the data set
 * @param copies images that are copies of an earlier one
 * @param overlap for a test set, what was found in the training set
 */
record DatasetFacts(Dataset dataset, long copies, Optional<Duplicates> overlap) {

  private static final int BAR = 40;

  Map<String, Object> json() {
    Manifest manifest = dataset.manifest();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", manifest.name());
    json.put("source", manifest.source());
    json.put("digest", manifest.digest());
    json.put("images", manifest.rows());
    json.put("imageBytes", manifest.imageBytes());
    Map<String, Long> classes = new LinkedHashMap<>();
    for (int c = 0; c < manifest.classes().size(); c++) {
      classes.put(manifest.classes().get(c), manifest.classCounts().get(c));
    }
    json.put("classes", classes);
    json.put("unlabelled", manifest.unlabelled());
    json.put("channels", manifest.channels());
    json.put("mean", manifest.mean());
    json.put("std", manifest.std());
    json.put("sizes", manifest.sizes());
    json.put("rejects", manifest.rejects());
    json.put("rejectReasons", new TreeMap<>(manifest.rejectReasons()));
    json.put("ignored", manifest.ignored());
    json.put("copies", copies);
    overlap.ifPresent(o -> json.put("alsoInTrain", o.testInTrain()));
    overlap.ifPresent(o -> json.put("alsoInTrainExamples", o.examples()));
    return json;
  }

  String text() {
    StringBuilder text = new StringBuilder(dataset.name()).append('\n');
    facts().forEach((name, value) -> text.append("  %-9s%s%n".formatted(name, value)));
    Manifest manifest = dataset.manifest();
    long most = manifest.classCounts().stream().mapToLong(c -> c).max().orElse(1);
    int width = manifest.classes().stream().mapToInt(String::length).max().orElse(0);
    for (int c = 0; c < manifest.classes().size(); c++) {
      long count = manifest.classCounts().get(c);
      String bar = "█".repeat((int) Math.ceil((double) BAR * count / Math.max(1, most)));
      String name = manifest.classes().get(c);
      text.append(String.format(Locale.ROOT, "    %-" + width + "s %8d %s\n", name, count, bar));
    }
    warnings().forEach(w -> text.append("  warning: ").append(w).append('\n'));
    return text.toString();
  }

  SampleSheet.Section section() {
    return new SampleSheet.Section(dataset, facts(), warnings());
  }

  private Map<String, String> facts() {
    Manifest manifest = dataset.manifest();
    Manifest.Sizes sizes = manifest.sizes();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("images", number(manifest.rows()));
    facts.put("classes", classes(manifest));
    facts.put(
        "size",
        "%s x %s px, %d channels, on average %s kB"
            .formatted(
                range(sizes.minWidth(), sizes.maxWidth()),
                range(sizes.minHeight(), sizes.maxHeight()),
                manifest.channels(),
                number(Math.max(1, manifest.imageBytes() / 1000 / manifest.rows()))));
    facts.put("mean", numbers(manifest.mean()));
    facts.put("std", numbers(manifest.std()));
    facts.put("rejects", rejects(manifest));
    facts.put("ignored", number(manifest.ignored()) + " other files");
    facts.put("copies", number(copies) + " of an earlier image");
    overlap.ifPresent(o -> facts.put("in train", number(o.testInTrain())));
    facts.put("source", manifest.source());
    facts.put("digest", manifest.digest());
    return facts;
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (overlap.isPresent() && overlap.get().testInTrain() > 0) {
      Duplicates found = overlap.get();
      warnings.add(
          "%s of %s test images are also in the training set, for example %s (there %s)"
              .formatted(
                  number(found.testInTrain()),
                  number(dataset.rows()),
                  found.examples().get(0).test(),
                  found.examples().get(0).train()));
    }
    return warnings;
  }

  private static String classes(Manifest manifest) {
    String classes = number(manifest.classes().size());
    return manifest.unlabelled() == 0
        ? classes
        : classes + ", " + number(manifest.unlabelled()) + " images without one";
  }

  private static String rejects(Manifest manifest) {
    String reasons =
        new TreeMap<>(manifest.rejectReasons())
            .entrySet().stream()
                .map(r -> r.getValue() + " " + r.getKey())
                .collect(Collectors.joining(", "));
    return number(manifest.rejects()) + (reasons.isEmpty() ? "" : " (" + reasons + ")");
  }

  private static String range(int low, int high) {
    return low == high ? Integer.toString(low) : low + "-" + high;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String numbers(List<Double> values) {
    return values.stream()
        .map(v -> String.format(Locale.ROOT, "%.4f", v))
        .collect(Collectors.joining(", "));
  }
}
