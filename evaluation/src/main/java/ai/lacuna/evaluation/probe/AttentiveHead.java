package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import ai.lacuna.training.optimizer.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One learnt query that attends to the tokens with several heads, and a linear layer without bias,
 * trained with AdamW (El-Nouby et al., 2024, equation 4; reference {@code
 * aim-v1/aim/v1/torch/layers.py}, AttentionPoolingClassifier). Its parameters are query (1, D),
 * keys (D, D), values (D, D) and classifier (C, D).
 *
 * <p>Letters: D width, C classes.
 *
 * <p>As there is one query, keys and values are never computed token by token: the query is
 * multiplied with the keys' matrix first, and the values' matrix with the tokens' weighted mean.
 */
final class AttentiveHead extends Head {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double QUERY_STD = 0.02;
  private static final double CLASSIFIER_STD = 0.01;

  /**
   * A head with given parameters.
   *
   * @param manager owns the parameters and what belongs to them; closed with this
   * @param parameters those of the class comment, in its order
   * @param width D
   * @param heads of the attention, a divisor of D
   */
  AttentiveHead(
      NDManager manager,
      Map<String, NDArray> parameters,
      int width,
      int heads,
      double weightDecay) {
    super(
        manager,
        Kernels.load(
            manager,
            AttentiveHead.class,
            "attentive",
            Map.of("heads", heads, "scale", Math.sqrt((double) heads / width))),
        parameters,
        width,
        new UpdateRule.AdamW(BETA_1, BETA_2, EPSILON, weightDecay));
  }

  /**
   * Heads with random weights.
   *
   * @param heads of the attention; see {@link #divisor}
   * @param weightDecay of all parameters
   */
  static Maker maker(int heads, double weightDecay) {
    return new Maker() {
      @Override
      public Head make(NDManager parent, int width, int classes, Streams streams) {
        SplittableRandom random = streams.of("probe-init");
        NDManager manager = parent.newSubManager();
        Shape square = new Shape(width, width);
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        parameters.put(
            "query", manager.create(gaussian(random, QUERY_STD, width), new Shape(1, width)));
        parameters.put("keys", manager.create(uniform(random, width), square));
        parameters.put("values", manager.create(uniform(random, width), square));
        parameters.put(
            "classifier",
            manager.create(
                gaussian(random, CLASSIFIER_STD, classes * width), new Shape(classes, width)));
        return new AttentiveHead(manager, parameters, width, divisor(heads, width), weightDecay);
      }

      @Override
      public long products(int tokens, int width, int classes) {
        return (2L * tokens * divisor(heads, width) + width + classes) * width;
      }
    };
  }

  /** The largest divisor of the width that is not above {@code heads}. */
  static int divisor(int heads, int width) {
    int divisor = Math.min(heads, width);
    while (width % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  // As linear layers begin in PyTorch: within 1 / sqrt(width).
  private static float[] uniform(SplittableRandom random, int width) {
    double bound = 1 / Math.sqrt(width);
    float[] x = new float[width * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return x;
  }

  @Override
  Pass differentiate(Kernels kernels, NDList batch) {
    try (Autograd.Scope recording = Autograd.recording()) {
      forgetGradients();
      NDList results =
          kernels.call(
              "train", batch, List.copyOf(parameters().values()), List.copyOf(running().values()));
      Autograd.backward(results.get(1));
      return new Pass(results.get(0), results.get(1));
    }
  }
}
