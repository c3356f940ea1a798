package ai.lacuna.workflow.cli;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.workflow.data.Duplicates;
import ai.lacuna.workflow.sheet.Histogram;
import ai.lacuna.workflow.sheet.SampleSheet;
import java.util.ArrayList;
import java.util.Comparator;
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
  private static final int MOST_BARS = 100;

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
    Manifest.Objects objects = manifest.objects();
    if (objects != null) {
      json.put("objects", objects);
    }
    Manifest.Semantic semantic = manifest.semantic();
    if (semantic != null) {
      json.put("semantic", semantic);
    }
    Manifest.Orientations orientations = manifest.orientations();
    if (orientations != null) {
      json.put("orientations", orientations);
    }
    json.put("copies", copies);
    json.put("emptyClasses", manifest.emptyClasses());
    overlap.ifPresent(o -> json.put("alsoInTrain", o.testInTrain()));
    overlap.ifPresent(o -> json.put("alsoInTrainExamples", o.examples()));
    return json;
  }

  String text() {
    StringBuilder text = new StringBuilder(dataset.name()).append('\n');
    facts().forEach((name, value) -> text.append("  %-9s%s%n".formatted(name, value)));
    for (Histogram histogram : Histogram.of(dataset.manifest())) {
      text.append("  ").append(title(histogram.what())).append('\n');
      bars(histogram.bars(), text);
    }
    warnings().forEach(w -> text.append("  warning: ").append(w).append('\n'));
    return text.toString();
  }

  private static String title(Histogram.Kind what) {
    return switch (what) {
      case CLASSES -> "images of each class";
      case CATEGORIES -> "objects of each category";
      case PIXELS -> "labelled pixels of each class";
    };
  }

  // Of very many, those that occur most often.
  private static void bars(List<Histogram.Bar> all, StringBuilder text) {
    List<Histogram.Bar> bars =
        all.size() <= MOST_BARS
            ? all
            : all.stream()
                .sorted(Comparator.comparingDouble(Histogram.Bar::share).reversed())
                .limit(MOST_BARS / 2)
                .toList();
    int names = bars.stream().mapToInt(b -> b.name().length()).max().orElse(0);
    int counts = bars.stream().mapToInt(b -> b.count().length()).max().orElse(0);
    for (Histogram.Bar bar : bars) {
      String blocks = "█".repeat((int) Math.ceil(BAR * bar.share()));
      text.append("    ").append(bar.name()).append(" ".repeat(names - bar.name().length()));
      text.append("  ").append(" ".repeat(counts - bar.count().length())).append(bar.count());
      text.append(blocks.isEmpty() ? "" : " " + blocks).append('\n');
    }
    if (bars.size() < all.size()) {
      text.append("    and ").append(all.size() - bars.size()).append(" more, see --json\n");
    }
  }

  SampleSheet.Section section() {
    return new SampleSheet.Section(dataset, facts(), warnings());
  }

  private Map<String, String> facts() {
    Manifest manifest = dataset.manifest();
    Manifest.Sizes sizes = manifest.sizes();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("images", number(manifest.rows()));
    if (!manifest.classes().isEmpty() || manifest.annotations().isEmpty()) {
      facts.put("classes", classes(manifest));
    }
    Manifest.Objects objects = manifest.objects();
    if (objects != null) {
      facts.put("objects", objects(objects));
      facts.put("refused", rejects(objects.rejects(), objects.rejectReasons()) + " of the objects");
    }
    Manifest.Semantic semantic = manifest.semantic();
    if (semantic != null) {
      facts.put("masks", masks(semantic));
    }
    facts.put(
        "size",
        "%s x %s px, %d channels, on average %s kB"
            .formatted(
                range(sizes.minWidth(), sizes.maxWidth()),
                range(sizes.minHeight(), sizes.maxHeight()),
                manifest.channels(),
                number(Math.max(1, manifest.imageBytes() / 1000 / manifest.rows()))));
    Manifest.Orientations orientations = manifest.orientations();
    if (orientations != null) {
      facts.put("EXIF", exif(orientations));
    }
    facts.put("mean", numbers(manifest.mean()));
    facts.put("std", numbers(manifest.std()));
    facts.put("rejects", rejects(manifest.rejects(), manifest.rejectReasons()));
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
    dataset.manifest().emptyClassesWarning().ifPresent(warnings::add);
    return warnings;
  }

  private static String classes(Manifest manifest) {
    String classes = number(manifest.classes().size());
    return manifest.unlabelled() == 0
        ? classes
        : classes + ", " + number(manifest.unlabelled()) + " images without one";
  }

  private static String objects(Manifest.Objects objects) {
    long all = objects.counts().stream().mapToLong(c -> c).sum();
    StringBuilder text = new StringBuilder(number(all));
    text.append(" of ").append(number(objects.categories().size())).append(" categories");
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("with masks", objects.masks());
    parts.put("crowds", objects.crowds());
    parts.put("difficult", objects.difficult());
    parts.put("over the edge", objects.overEdge());
    parts.forEach(
        (what, count) -> {
          if (count > 0) {
            text.append(", ").append(number(count)).append(' ').append(what);
          }
        });
    return text.toString();
  }

  private static String masks(Manifest.Semantic semantic) {
    long labelled = semantic.pixels().stream().mapToLong(p -> p).sum();
    double share = 100.0 * semantic.ignored() / Math.max(1, labelled + semantic.ignored());
    return String.format(
        Locale.ROOT,
        "%,d classes, %.2f %% of the pixels not labelled",
        semantic.classes().size(),
        share);
  }

  private static String exif(Manifest.Orientations orientations) {
    String counts =
        new TreeMap<>(orientations.counts())
            .entrySet().stream()
                .map(c -> number(c.getValue()) + " " + words(c.getKey()))
                .collect(Collectors.joining(", "));
    return switch (orientations.use()) {
      case IGNORE -> counts + "; pixels are taken as stored";
      case APPLY -> counts + "; turned upright when decoded";
    };
  }

  private static String words(Orientation orientation) {
    return orientation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String rejects(long count, Map<String, Long> counts) {
    String reasons =
        new TreeMap<>(counts)
            .entrySet().stream()
                .map(r -> r.getValue() + " " + r.getKey())
                .collect(Collectors.joining(", "));
    return number(count) + (reasons.isEmpty() ? "" : " (" + reasons + ")");
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
