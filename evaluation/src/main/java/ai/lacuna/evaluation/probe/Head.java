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
import java.util.SplittableRandom;

/**
 * A classifier of frozen features while it is trained with softmax cross-entropy: a batch norm
 * without affine parameters, and what a kernel text does with its result.
 *
 * <p>Letters: M images of a feature set, B images of a step, D width, C classes.
 *
 * <p>Training normalises with the batch's mean and biased variance (eps 1e-6); the running variance
 * that prediction uses is the unbiased one (momentum 0.1).
 */
abstract class Head implements AutoCloseable {

  /** What a step has computed on its way; owned by the features' manager. */
  record Pass(NDArray logits, NDArray loss) implements AutoCloseable {
    @Override
    public void close() {
      logits.close();
      loss.close();
    }
  }

  /** Makes heads that have learnt nothing yet. */
  interface Maker {
    /**
     * @param parent device and life time
     * @param width of the features
     * @param classes C
     * @param streams initial values
     */
    Head make(NDManager parent, int width, int classes, Streams streams);

    /**
     * Multiplications of one image's prediction.
     *
     * @param tokens of an image
     */
    long products(int tokens, int width, int classes);
  }

  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> running = new LinkedHashMap<>(); // (D), (D)
  private final Gradients gradients;
  private final Optimizer optimizer;

  /**
   * A head with given parameters.
   *
   * @param manager owns the parameters and what belongs to them; closed with this
   * @param kernels its methods {@code train} and {@code predict}
   * @param parameters by name, in the kernel's order
   * @param width D
   * @param rule the optimizer
   */
  Head(
      NDManager manager,
      Kernels kernels,
      Map<String, NDArray> parameters,
      long width,
      UpdateRule rule) {
    this.manager = manager;
    this.kernels = kernels;
    this.parameters = parameters;
    running.put("mean", manager.zeros(new Shape(width)));
    running.put("var", manager.ones(new Shape(width)));
    gradients = new Gradients(manager, parameters);
    optimizer = new Optimizer(manager, rule, ParameterGroup.of(parameters), gradients);
  }

  /**
   * One training step.
   *
   * @param features (M, …) float32
   * @param labels (M) int64
   * @param rows (B) int64, which images; at least 2
   * @param rate learning rate
   */
  final Pass step(NDArray features, NDArray labels, NDArray rows, double rate) {
    Pass pass = differentiate(kernels, new NDList(features, labels, rows));
    optimizer.update(rate);
    return pass;
  }

  /** Computes a batch's scores and loss, and leaves the loss's gradients in {@link #gradient}. */
  abstract Pass differentiate(Kernels kernels, NDList batch);

  /**
   * Class scores, with the running statistics.
   *
   * @param features (M, …) float32
   * @param rows (B) int64, which images
   * @return (B, C), owned by the features' manager
   */
  final NDArray predict(NDArray features, NDArray rows) {
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
  final Map<String, NDArray> parameters() {
    return parameters;
  }

  /** The gradient of the last step, shaped as its parameter. */
  final NDArray gradient(String parameter) {
    return gradients.of(parameter);
  }

  /** Statistics gathered over the steps, by name: mean (D), var (D). */
  final Map<String, NDArray> running() {
    return running;
  }

  /** Sets all gradients to zero. */
  final void forgetGradients() {
    gradients.zero();
  }

  @Override
  public final void close() {
    manager.close();
  }

  /** Values from a normal distribution. */
  static float[] gaussian(SplittableRandom random, double std, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (std * random.nextGaussian());
    }
    return x;
  }
}
