package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.List;
import java.util.Map;

/** An exponential moving average of parameters; it starts as their copy and has no gradient. */
final class MovingAverage {

  private final NDManager manager;
  private final Kernels kernels;
  private final Weights average;
  private final List<NDArray> source;

  /**
   * @param manager owns the average
   * @param source what is averaged
   */
  MovingAverage(NDManager manager, Weights source) {
    this(manager, source, source.copy(manager));
  }

  private MovingAverage(NDManager manager, Weights source, Weights average) {
    this.manager = manager;
    this.average = average;
    kernels = Kernels.load(manager, MovingAverage.class, "average", Map.of());
    this.source = List.copyOf(source.asMap().values());
  }

  /** The same average, read on behalf of another manager of the same device. */
  MovingAverage shared(NDManager owner) {
    return new MovingAverage(owner, average, average.shared(owner));
  }

  /** The average, under the names of what is averaged. */
  Weights weights() {
    return average;
  }

  /**
   * Moves the average t towards the parameters s: t ← m · t + (1 - m) · s.
   *
   * @param momentum m in [0, 1]
   */
  void update(double momentum) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      NDArray m = scope.create(new double[] {momentum}, new Shape());
      kernels.call("move", new NDList(m), List.copyOf(average.asMap().values()), source);
    }
  }
}
