package ai.lacuna.model.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gradient recording of the calling thread. DJL's own collector allows one user per JVM; the engine
 * underneath keeps the mode per thread, which is what is used here.
 *
 * <p>{@link #recomputed} trades time for memory: what lies between its input and its result is not
 * kept for the backward pass but computed a second time.
 */
public final class Autograd {

  /** The mode before; closing restores it. */
  public static final class Scope implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();
    private final Deque<Stretch> outer = STRETCHES.get();

    private Scope(Mode mode) {
      JniUtils.setGradMode(mode == Mode.RECORDING);
      if (mode == Mode.RECORDING) {
        STRETCHES.set(new ArrayDeque<>());
      }
    }

    @Override
    public void close() {
      JniUtils.setGradMode(before);
      STRETCHES.set(outer);
    }
  }

  // What was computed without being recorded: result = forward(input).
  private record Stretch(UnaryOperator<NDArray> forward, NDArray input, NDArray result) {}

  private static final ThreadLocal<Deque<Stretch>> STRETCHES =
      ThreadLocal.withInitial(ArrayDeque::new);

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
   * Computes a stretch of the network whose intermediate results are forgotten. {@link #backward}
   * computes them again, so that gradients are those of a plain call, and frees the result.
   *
   * @param input of the stretch; whatever else {@code forward} uses must be a parameter or a
   *     constant that lives until the backward pass
   * @param forward a pure function; called twice if gradients are recorded
   */
  public static NDArray recomputed(NDArray input, UnaryOperator<NDArray> forward) {
    if (!JniUtils.isGradMode()) {
      return forward.apply(input);
    }
    NDArray result;
    try (Scope paused = paused()) {
      result = forward.apply(input);
    }
    result.setRequiresGradient(true);
    STRETCHES.get().push(new Stretch(forward, input, result));
    return result;
  }

  /**
   * Adds the gradients of a scalar to the gradients of every leaf that it was computed from. It can
   * be done once.
   */
  public static void backward(NDArray loss) {
    backward(loss, null);
  }

  /**
   * As {@link #backward(NDArray)}, but it can be done again: the engine keeps what the pass reads.
   *
   * @throws IllegalStateException if something was {@link #recomputed}, which is passed only once
   */
  public static void backwardAndKeep(NDArray loss) {
    if (!STRETCHES.get().isEmpty()) {
      throw new IllegalStateException("what is recomputed cannot be kept");
    }
    try (NDManager scope = loss.getManager().newSubManager()) {
      NDArray seed = scope.ones(loss.getShape(), loss.getDataType());
      JniUtils.backward((PtNDArray) loss, (PtNDArray) seed, true, false);
    }
  }

  /**
   * As {@link #backward(NDArray)} for an array of any shape.
   *
   * @param cotangent the gradient with respect to {@code output}, of its shape; null stands for
   *     ones
   */
  public static void backward(NDArray output, @Nullable NDArray cotangent) {
    Deque<Stretch> stretches = STRETCHES.get();
    try (NDManager scope = output.getManager().newSubManager()) {
      NDArray seed =
          cotangent == null ? scope.ones(output.getShape(), output.getDataType()) : cotangent;
      // What lies before a stretch may be passed twice: from the output, and from the stretch.
      boolean again = !stretches.isEmpty();
      JniUtils.backward((PtNDArray) output, (PtNDArray) seed, again, false);
    }
    while (!stretches.isEmpty()) {
      backward(stretches.pop());
    }
  }

  /**
   * What backward passes have left at a leaf: the engine's own array, to which the next ones add.
   * It belongs to the leaf's manager.
   */
  public static Optional<NDArray> gradient(NDArray leaf) {
    return Optional.ofNullable(JniUtils.getGradient((PtNDArray) leaf));
  }

  /**
   * Takes a leaf's gradient away. The next backward pass leaves what it computes there, without
   * adding it to anything. The leaf's values stay where they are in memory.
   */
  public static void forgetGradient(NDArray leaf) {
    NDArray again = leaf.stopGradient();
    again.setRequiresGradient(true);
    leaf.intern(again);
  }

  private static void backward(Stretch stretch) {
    try (NDArray result = stretch.result()) {
      PtNDArray cotangent = JniUtils.getGradient((PtNDArray) result);
      if (cotangent != null) { // else the loss does not depend on it
        backward(stretch, cotangent, result.getManager());
      }
    }
  }

  private static void backward(Stretch stretch, PtNDArray cotangent, NDManager parent) {
    try (NDManager scope = parent.newSubManager()) {
      cotangent.attach(scope);
      NDArray input = stretch.input().stopGradient(); // the same numbers, a leaf
      input.attach(scope);
      input.setRequiresGradient(true);
      NDArray result = stretch.forward().apply(input);
      JniUtils.backward((PtNDArray) result, cotangent, false, false);
      // The engine refuses a backward pass through what depends on no leaf, and does not tell
      // before.
      NDArray anchor = scope.zeros(new Shape());
      anchor.setRequiresGradient(true);
      NDArray before = anchor.add(stretch.input());
      JniUtils.backward((PtNDArray) before, (PtNDArray) input.getGradient(), true, false);
    }
  }
}
