package ai.lacuna.workflow.sheet;

import ai.lacuna.data.shard.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often each name of a data set occurs.
 *
 * @param what is counted
 * @param bars one for each name, in the order of their indices
 */
public record Histogram(Kind what, List<Bar> bars) {

  /** What is counted. */
  public enum Kind {
    /** Images of each class. */
    CLASSES,
    /** Objects of each category. */
    CATEGORIES,
    /** Labelled pixels of each semantic class. */
    PIXELS
  }

  /**
   * One name.
   *
   * @param count as a person reads it
   * @param share of the largest, 0 to 1
   */
  public record Bar(String name, String count, double share) {}

  public Histogram {
    bars = List.copyOf(bars);
  }

  /** Those of a data set: none, one, or several. */
  public static List<Histogram> of(Manifest manifest) {
    List<Histogram> all = new ArrayList<>();
    if (!manifest.classes().isEmpty()) {
      all.add(counted(Kind.CLASSES, manifest.classes(), manifest.classCounts()));
    }
    Manifest.Objects objects = manifest.objects();
    if (objects != null) {
      all.add(counted(Kind.CATEGORIES, objects.categories(), objects.counts()));
    }
    Manifest.Semantic semantic = manifest.semantic();
    if (semantic != null) {
      all.add(measured(semantic.classes(), semantic.pixels()));
    }
    return all;
  }

  private static Histogram counted(Kind what, List<String> names, List<Long> counts) {
    List<Bar> bars = new ArrayList<>();
    long most = Math.max(1, counts.stream().mapToLong(c -> c).max().orElse(1));
    for (int i = 0; i < names.size(); i++) {
      String count = String.format(Locale.ROOT, "%,d", counts.get(i));
      bars.add(new Bar(names.get(i), count, (double) counts.get(i) / most));
    }
    return new Histogram(what, bars);
  }

  private static Histogram measured(List<String> names, List<Long> pixels) {
    List<Bar> bars = new ArrayList<>();
    long most = Math.max(1, pixels.stream().mapToLong(c -> c).max().orElse(1));
    double all = Math.max(1, pixels.stream().mapToLong(c -> c).sum());
    for (int i = 0; i < names.size(); i++) {
      String share = String.format(Locale.ROOT, "%.2f %%", 100 * pixels.get(i) / all);
      bars.add(new Bar(names.get(i), share, (double) pixels.get(i) / most));
    }
    return new Histogram(Kind.PIXELS, bars);
  }
}
