package ai.lacuna.evaluation.probe;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.random.Streams;
import ai.lacuna.evaluation.metric.Accuracy;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.evaluation.protocol.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What all probes have in common: a head is trained at the learning rate that does best on a
 * held-out tenth of the train split, and predicts the test images. With fewer than {@value
 * #FEWEST_TO_HOLD_OUT} training images it takes the first rate.
 */
abstract class Probe implements Protocol {

  /** The smallest train split of which a tenth says anything about a learning rate. */
  private static final int FEWEST_TO_HOLD_OUT = 50;

  private final String name;
  private final Reads reads;
  private final ProbeSettings settings;
  private final Head.Maker maker;

  /**
   * A probe.
   *
   * @param name what messages call it
   */
  Probe(String name, Reads reads, ProbeSettings settings, Head.Maker maker) {
    this.name = name;
    this.reads = reads;
    this.settings = settings;
    this.maker = maker;
  }

  @Override
  public final List<String> metrics() {
    return List.of("top1", "top5");
  }

  @Override
  public final Reads reads() {
    return reads;
  }

  @Override
  public final Outcome evaluate(Task task) {
    int m = task.train().size();
    if (m < 2) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          "train split",
          m + " image",
          "at least 2, since batch norm needs a variance",
          "give the " + name + " a larger train split");
    }
    int classes = task.classes().size();
    double rate = chooseRate(task.train(), classes, task.streams());
    FeatureSet test = task.test();
    float[] scores;
    try (ProbeTraining training =
        new ProbeTraining(settings, maker, rate, task.train(), all(m), classes, task.streams())) {
      training.run();
      scores = training.scores(test, all(test.size()));
    }
    return new Outcome(
        Accuracy.predictions(scores, classes),
        List.of(
            new Outcome.Measure("top1", Accuracy.hits(scores, classes, test.labels(), 1)),
            new Outcome.Measure("top5", Accuracy.hits(scores, classes, test.labels(), 5))),
        List.of(),
        Map.of("base learning rate", Double.toString(rate)));
  }

  // The test split has no say in this.
  private double chooseRate(FeatureSet train, int classes, Streams streams) {
    List<Double> rates = settings.baseLearningRates();
    int m = train.size();
    if (rates.size() == 1 || m < FEWEST_TO_HOLD_OUT) {
      return rates.get(0);
    }
    int[] order = ProbeTraining.shuffled(all(m), streams.of("probe-hold-out"));
    int[] heldOut = Arrays.copyOf(order, m / 10);
    int[] rest = Arrays.copyOfRange(order, m / 10, m);
    int[] labels = Arrays.stream(heldOut).map(row -> train.labels()[row]).toArray();
    double best = rates.get(0);
    int most = -1;
    for (double rate : rates) {
      try (ProbeTraining training =
          new ProbeTraining(settings, maker, rate, train, rest, classes, streams)) {
        training.run();
        float[] scores = training.scores(train, heldOut);
        int right = Accuracy.count(Accuracy.hits(scores, classes, labels, 1));
        if (right > most) {
          most = right;
          best = rate;
        }
      }
    }
    return best;
  }

  private static int[] all(int n) {
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}
