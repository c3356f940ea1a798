package ai.lacuna.model.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * Gradient recording of the calling thread. DJL's own collector allows one user per JVM; the engine
 * underneath keeps the mode per thread, which is what is used here.
 */
public final class Autograd {

  /** The mode before; closing restores it. */
  public static final class Scope implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    private Scope(Mode mode) {
      JniUtils.setGradMode(mode == Mode.RECORDING);
    }

    @Override
    public void close() {
      JniUtils.setGradMode(before);
    }
  }

  private enum Mode {
    RECORDING,
    PAUSED
  }

  private Autograd() {}

  /** Records operations until closed. */
  public static Scope recording() {
    return new Scope(Mode.RECORDING);
  }

  /** Records nothing until closed. */
  public static Scope paused() {
    return new Scope(Mode.PAUSED);
  }

  /**
   * Adds the gradients of a scalar to the gradients of every leaf that it was computed from, and
   * frees the recorded graph.
   */
  public static void backward(NDArray loss) {
    backward(loss, null);
  }

  /**
   * As {@link #backward(NDArray)} for an array of any shape.
   *
   * @param cotangent the gradient with respect to {@code output}, of its shape; null stands for
   *     ones
   */
  public static void backward(NDArray output, @Nullable NDArray cotangent) {
    try (NDManager scope = output.getManager().newSubManager()) {
      NDArray seed =
          cotangent == null ? scope.ones(output.getShape(), output.getDataType()) : cotangent;
      JniUtils.backward((PtNDArray) output, (PtNDArray) seed, false, false);
    }
  }
}
