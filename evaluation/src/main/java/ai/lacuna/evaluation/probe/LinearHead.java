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

/**
 * A linear layer trained with LARS; the head of MAE's linear probe (reference {@code
 * main_linprobe.py}). Its parameters are weight (C, D) and bias (C).
 *
 * <p>Letters: D features, C classes.
 *
 * <p>The kernel writes the gradient out, since for a linear layer under cross-entropy it is one
 * subtraction and one matrix product.
 */
final class LinearHead extends Head {

  private static final double MOMENTUM = 0.9;
  private static final double TRUST = 0.001;
  private static final double INITIAL_STD = 0.01;

  private LinearHead(
      NDManager manager, Map<String, NDArray> parameters, long width, double weightDecay) {
    super(
        manager,
        Kernels.load(manager, LinearHead.class, "probe", Map.of()),
        parameters,
        width,
        new UpdateRule.Lars(MOMENTUM, TRUST, weightDecay));
  }

  /**
   * A head with given parameters.
   *
   * @param parent device and life time
   * @param weight (C, D) row-major
   * @param bias (C)
   * @param weightDecay of the weight
   */
  static LinearHead of(NDManager parent, float[] weight, float[] bias, double weightDecay) {
    NDManager manager = parent.newSubManager();
    long width = weight.length / bias.length;
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    parameters.put("weight", manager.create(weight, new Shape(bias.length, width)));
    parameters.put("bias", manager.create(bias));
    return new LinearHead(manager, parameters, width, weightDecay);
  }

  /** Heads with small random weights. */
  static Maker maker(double weightDecay) {
    return new Maker() {
      @Override
      public Head make(NDManager parent, int width, int classes, Streams streams) {
        float[] weight = gaussian(streams.of("probe-init"), INITIAL_STD, classes * width);
        return of(parent, weight, new float[classes], weightDecay);
      }

      @Override
      public long products(int tokens, int width, int classes) {
        return (long) classes * width;
      }
    };
  }

  @Override
  Pass differentiate(Kernels kernels, NDList batch) {
    try (Autograd.Scope paused = Autograd.paused()) {
      NDList results =
          kernels.call(
              "train",
              batch,
              List.copyOf(parameters().values()),
              List.of(gradient("weight"), gradient("bias")),
              List.copyOf(running().values()));
      return new Pass(results.get(0), results.get(1));
    }
  }
}
