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

/**
 * A batch norm without affine parameters followed by a linear layer, trained with softmax
 * cross-entropy and LARS; the head of MAE's linear probe (reference {@code main_linprobe.py}).
 *
 * <p>Letters: M images of a feature set, B images of a step, D features, C classes.
 *
 * <p>Training normalises with the batch's mean and biased variance (eps 1e-6); the running variance
 * that prediction uses is the unbiased one (momentum 0.1). The kernel writes the gradient out,
 * since for a linear layer under cross-entropy it is one subtraction and one matrix product.
 */
final class LinearHead implements Head {

  private static final double MOMENTUM = 0.9;
  private static final double TRUST = 0.001;
  private static final double INITIAL_STD = 0.01;

  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>(); // (C, D), (C)
  private final Map<String, NDArray> running = new LinkedHashMap<>(); // (D), (D)
  private final Gradients gradients;
  private final Optimizer optimizer;

  /** Heads with small random weights. */
  static Maker maker(double weightDecay) {
    return new Maker() {
      @Override
      public Head make(NDManager parent, int width, int classes, Streams streams) {
        float[] weight = Head.gaussian(streams.of("probe-init"), INITIAL_STD, classes * width);
        return new LinearHead(parent, weight, new float[classes], weightDecay);
      }

      @Override
      public long products(int tokens, int width, int classes) {
        return (long) classes * width;
      }
    };
  }

  /**
   * A head with given parameters.
   *
   * @param parent device and life time
   * @param weight (C, D) row-major
   * @param bias (C)
   * @param weightDecay of the weight
   */
  LinearHead(NDManager parent, float[] weight, float[] bias, double weightDecay) {
    int c = bias.length;
    int d = weight.length / c;
    manager = parent.newSubManager();
    kernels = Kernels.load(manager, LinearHead.class, "probe", Map.of());
    parameters.put("weight", manager.create(weight, new Shape(c, d)));
    parameters.put("bias", manager.create(bias));
    running.put("mean", manager.zeros(new Shape(d)));
    running.put("var", manager.ones(new Shape(d)));
    gradients = new Gradients(manager, parameters);
    optimizer =
        new Optimizer(
            manager,
            new UpdateRule.Lars(MOMENTUM, TRUST, weightDecay),
            ParameterGroup.of(parameters),
            gradients);
  }

  @Override
  public Pass step(NDArray features, NDArray labels, NDArray rows, double rate) {
    try (Autograd.Scope paused = Autograd.paused()) {
      NDList results =
          kernels.call(
              "train",
              new NDList(features, labels, rows),
              List.copyOf(parameters.values()),
              List.of(gradients.of("weight"), gradients.of("bias")),
              List.copyOf(running.values()));
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

  /** What it has learnt so far, by name: weight (C, D), bias (C). */
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
