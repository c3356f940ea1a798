package ai.lacuna.evaluation.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
final class ProbeHead implements AutoCloseable {

  private static final double MOMENTUM = 0.9;
  private static final double TRUST = 0.001;

  /** What a step has computed on its way; owned by the features' manager. */
  record Pass(NDArray logits, NDArray loss) implements AutoCloseable {
    @Override
    public void close() {
      logits.close();
      loss.close();
    }
  }

  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>(); // (C, D), (C)
  private final Map<String, NDArray> running = new LinkedHashMap<>(); // (D), (D)
  private final Gradients gradients;
  private final Optimizer optimizer;

  /**
   * A head with given parameters.
   *
   * @param parent device and life time
   * @param weight (C, D) row-major
   * @param bias (C)
   * @param weightDecay of the weight
   */
  ProbeHead(NDManager parent, float[] weight, float[] bias, double weightDecay) {
    int c = bias.length;
    int d = weight.length / c;
    manager = parent.newSubManager();
    kernels = Kernels.load(manager, ProbeHead.class, "probe", Map.of());
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

  /**
   * One training step.
   *
   * @param features (M, D) float32
   * @param labels (M) int64
   * @param rows (B) int64, which images; at least 2
   * @param rate learning rate
   */
  Pass step(NDArray features, NDArray labels, NDArray rows, double rate) {
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

  /**
   * Class scores, with the running statistics.
   *
   * @param features (M, D) float32
   * @param rows (B) int64, which images
   * @return (B, C), owned by the features' manager
   */
  NDArray predict(NDArray features, NDArray rows) {
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
