package ai.lacuna.evaluation.knn;

import ai.lacuna.evaluation.metric.Accuracy;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.evaluation.protocol.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weighted k-NN classifier of DINO (Caron et al., "Emerging Properties in Self-Supervised
 * Vision Transformers", 2021, appendix F.1; reference {@code eval_knn.py}).
 *
 * <p>Letters: B test images, C classes, K neighbours, T temperature.
 *
 * <p>Each of the K most similar training images votes for its class with weight exp(similarity /
 * T), where the similarity is the cosine of the two feature vectors.
 *
 * <p>Differs from the reference in: features are the mean of the patch tokens by default, not the
 * class token; the pixels come from one centre crop with no enlargement step in between when the
 * size is right already.
 */
public final class Knn implements Protocol {

  /** How many test images the report shows with their neighbours, and how many of those. */
  private static final int SHOWN_QUERIES = 8;

  private static final int SHOWN_NEIGHBOURS = 8;

  private final KnnConfig config;

  /** The protocol with its settings. */
  public Knn(KnnConfig config) {
    this.config = config;
  }

  @Override
  public List<String> metrics() {
    return List.of("top1", "top5");
  }

  @Override
  public Reads reads() {
    return new Reads.Summary(config.pool());
  }

  @Override
  public Outcome evaluate(Task task) {
    FeatureSet test = task.test();
    int classes = task.classes().size();
    int k = Math.min(config.k(), task.train().size());
    NearestNeighbours near = NearestNeighbours.search(task.train().features(), test.features(), k);
    float[] votes = votes(near, task.train().labels(), classes, config.temperature());
    return new Outcome(
        Accuracy.predictions(votes, classes),
        List.of(
            new Outcome.Measure("top1", Accuracy.hits(votes, classes, test.labels(), 1)),
            new Outcome.Measure("top5", Accuracy.hits(votes, classes, test.labels(), 5))),
        shown(near, test),
        Map.of());
  }

  /**
   * The votes of the neighbours.
   *
   * @param near (B, K) neighbours
   * @param labels labels of the training images
   * @param classes C
   * @param temperature T, above 0
   * @return (B, C) row-major
   */
  static float[] votes(NearestNeighbours near, int[] labels, int classes, double temperature) {
    int k = near.k();
    int b = near.index().length / k;
    float[] votes = new float[b * classes];
    // Shifting by the best similarity scales all votes of an image alike: small T cannot overflow.
    for (int i = 0; i < b; i++) {
      double best = near.similarity()[i * k];
      for (int j = i * k; j < (i + 1) * k; j++) {
        votes[i * classes + labels[near.index()[j]]] +=
            (float) Math.exp((near.similarity()[j] - best) / temperature);
      }
    }
    return votes;
  }

  // Test images spread evenly over the split, which is ordered by class in image folders.
  private static List<Outcome.Neighbours> shown(NearestNeighbours near, FeatureSet test) {
    int queries = Math.min(SHOWN_QUERIES, test.size());
    int k = Math.min(SHOWN_NEIGHBOURS, near.k());
    List<Outcome.Neighbours> shown = new ArrayList<>();
    for (int q = 0; q < queries; q++) {
      int i = (int) ((2L * q + 1) * test.size() / (2L * queries));
      int[] train = new int[k];
      float[] similarity = new float[k];
      System.arraycopy(near.index(), i * near.k(), train, 0, k);
      System.arraycopy(near.similarity(), i * near.k(), similarity, 0, k);
      shown.add(new Outcome.Neighbours(i, train, similarity));
    }
    return shown;
  }
}
