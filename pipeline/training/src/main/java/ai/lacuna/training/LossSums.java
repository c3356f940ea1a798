package ai.lacuna.training;

import java.util.Map;
import java.util.TreeMap;

/** Sums of losses over the steps since the last event; part of the checkpointed state. */
final class LossSums {

  private static final String STEPS = "steps";
  private static final String TOTAL = "total";
  private static final String PART = "part.";

  private final Map<String, Double> sums = new TreeMap<>();

  LossSums() {
    clear();
  }

  /** Adds one step. */
  void add(StepLosses losses) {
    sums.merge(STEPS, 1.0, Double::sum);
    sums.merge(TOTAL, losses.total(), Double::sum);
    losses.parts().forEach((name, value) -> sums.merge(PART + name, value, Double::sum));
  }

  /** The mean total loss. */
  double total() {
    return sums.getOrDefault(TOTAL, 0.0) / steps();
  }

  /** The mean of every part. */
  Map<String, Double> parts() {
    Map<String, Double> means = new TreeMap<>();
    sums.forEach(
        (name, sum) -> {
          if (name.startsWith(PART)) {
            means.put(name.substring(PART.length()), sum / steps());
          }
        });
    return means;
  }

  private double steps() {
    return sums.getOrDefault(STEPS, 0.0);
  }

  void clear() {
    sums.clear();
    sums.put(STEPS, 0.0);
    sums.put(TOTAL, 0.0);
  }

  /** The sums, to be given to {@link #set} after a resume. */
  Map<String, Double> get() {
    return new TreeMap<>(sums);
  }

  void set(Map<String, Double> saved) {
    sums.clear();
    sums.putAll(saved);
  }
}
