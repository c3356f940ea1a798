package ai.lacuna.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.Map;

/**
 * The rate of large matrix products, which no training step on this machine can exceed: the best of
 * many, over the forms that the kernels know.
 */
public final class ProductCeiling {

  private static final double SECONDS = 1.5; // for each form
  private static final int CPU_SIDE = 1536;
  private static final int GPU_SIDE = 8192;

  private ProductCeiling() {}

  /**
   * Measures; takes some seconds.
   *
   * @param manager its device is measured
   * @param threads that compute, on a CPU
   * @return operations a second, two for each multiply-add
   */
  public static double flopPerSecond(NDManager manager, Precision precision, int threads) {
    Engine.setThreads(threads);
    double best = 0;
    for (Arithmetic.Products products : Arithmetic.Products.values()) {
      Arithmetic arithmetic = new Arithmetic(precision, Arithmetic.Attention.PLAIN, products);
      best = Math.max(best, best(manager, arithmetic));
    }
    return best;
  }

  private static double best(NDManager parent, Arithmetic arithmetic) {
    Device device = parent.getDevice();
    int side = device.isGpu() ? GPU_SIDE : CPU_SIDE; // K
    try (NDManager manager = parent.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      Kernels kernels =
          Kernels.compile(manager, Layers.text("ceiling", "1e-06", 1, arithmetic, Map.of()));
      NDArray x = cast(kernels, manager.randomNormal(new Shape(2L * side, side))); // (2K, K)
      NDArray m = cast(kernels, manager.randomNormal(new Shape(side, side))); // (K, K)
      NDArray b = cast(kernels, manager.zeros(new Shape(side))); // (K)
      double fastest = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + (long) (SECONDS * 1e9);
      for (int i = 0; i < 3 || System.nanoTime() < end; i++) {
        try (NDManager scope = manager.newSubManager()) {
          scope.tempAttachAll(x, m, b);
          long start = System.nanoTime();
          kernels.call("corner", new NDList(x, m, b)).get(0).toFloatArray();
          fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
        }
      }
      return 4.0 * side * side * side / fastest;
    }
  }

  private static NDArray cast(Kernels kernels, NDArray x) {
    return kernels.call("cast", new NDList(x)).get(0);
  }
}
