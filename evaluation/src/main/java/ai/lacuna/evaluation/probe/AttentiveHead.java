package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A batch norm without affine parameters, one learnt query that attends to the tokens with several
 * heads, and a linear layer without bias, trained with softmax cross-entropy and AdamW (El-Nouby et
 * al., 2024, equation 4; reference {@code aim-v1/aim/v1/torch/layers.py},
 * AttentionPoolingClassifier).
 *
 * <p>Letters: M images of a feature set, T tokens, D width, C classes.
 *
 * <p>Training normalises with mean and biased variance over the batch's images and tokens (eps
 * 1e-6); the running variance that prediction uses is the unbiased one (momentum 0.1). As there is
 * one query, keys and values are never computed token by token: the query is multiplied with the
 * keys' matrix first, and the values' matrix with the tokens' weighted mean.
 */
final class AttentiveHead implements Head {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double QUERY_STD = 0.02;
  private static final double CLASSIFIER_STD = 0.01;

  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> parameters; // (1, D), (D, D), (D, D), (C, D)
  private final Map<String, NDArray> running = new LinkedHashMap<>(); // (D), (D)
  private final Gradients gradients;
  private final Optimizer optimizer;

  /**
   * Heads with random weights.
   *
   * @param heads of the attention; as many of them as divide the width are used
   * @param weightDecay of all parameters
   */
  static Maker maker(int heads, double weightDecay) {
    return new Maker() {
      @Override
      public Head make(NDManager parent, int width, int classes, Streams streams) {
        SplittableRandom random = streams.of("probe-init");
        NDManager manager = parent.newSubManager();
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        Shape square = new Shape(width, width);
        parameters.put(
            "query", manager.create(Head.gaussian(random, QUERY_STD, width), new Shape(1, width)));
        parameters.put("keys", manager.create(uniform(random, width), square));
        parameters.put("values", manager.create(uniform(random, width), square));
        parameters.put(
            "classifier",
            manager.create(
                Head.gaussian(random, CLASSIFIER_STD, classes * width), new Shape(classes, width)));
        return new AttentiveHead(manager, parameters, divisor(heads, width), weightDecay);
      }

      @Override
      public long products(int tokens, int width, int classes) {
        return (2L * tokens * heads + width + classes) * width;
      }
    };
  }

  /** The greatest common divisor. */
  static int divisor(int heads, int width) {
    return width % heads == 0 ? heads : divisor(width % heads, heads);
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

  /**
   * A head with given parameters.
   *
   * @param manager owns the parameters and what belongs to them; closed with this
   * @param parameters query (1, D), keys (D, D), values (D, D), classifier (C, D), in this order
   * @param heads of the attention, a divisor of D
   */
  AttentiveHead(NDManager manager, Map<String, NDArray> parameters, int heads, double weightDecay) {
    this.manager = manager;
    this.parameters = parameters;
    NDArray query = Objects.requireNonNull(parameters.get("query"), "query");
    long d = query.getShape().getLastDimension();
    kernels =
        Kernels.load(
            manager,
            AttentiveHead.class,
            "attentive",
            Map.of("heads", heads, "scale", Math.sqrt((double) heads / d)));
    running.put("mean", manager.zeros(new Shape(d)));
    running.put("var", manager.ones(new Shape(d)));
    gradients = new Gradients(manager, parameters);
    optimizer =
        new Optimizer(
            manager,
            new UpdateRule.AdamW(BETA_1, BETA_2, EPSILON, weightDecay),
            ParameterGroup.of(parameters),
            gradients);
  }

  @Override
  public Pass step(NDArray features, NDArray labels, NDArray rows, double rate) {
    try (Autograd.Scope recording = Autograd.recording()) {
      gradients.zero();
      NDList results =
          kernels.call(
              "train",
              new NDList(features, labels, rows),
              List.copyOf(parameters.values()),
              List.copyOf(running.values()));
      Autograd.backward(results.get(1));
      optimizer.update(rate);
      return new Pass(results.get(0), results.get(1));
    }
  }

  @Override
  public NDArray predict(NDArray features, NDArray rows) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return kernels
          .call(
              "predict",
              new NDList(features, rows),
              List.copyOf(parameters.values()),
              List.copyOf(running.values()))
          .singletonOrThrow();
    }
  }

  /** What it has learnt so far, by name. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /** The gradient of the last step, shaped as its parameter. */
  NDArray gradient(String parameter) {
    return gradients.of(parameter);
  }

  /** Statistics gathered over the steps, by name: mean (D), var (D). */
  Map<String, NDArray> running() {
    return running;
  }

  @Override
  public void close() {
    manager.close();
  }
}
