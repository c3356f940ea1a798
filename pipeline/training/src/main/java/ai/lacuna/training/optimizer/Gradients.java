package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradients of a set of parameters. They are fetched from the engine once: every backward pass
 * adds to them in place, and they are set to zero in place.
 *
 * <p>Not thread-safe.
 */
public final class Gradients implements AutoCloseable {

  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> byName = new LinkedHashMap<>();
  private final List<NDArray> all;

  /**
   * Attaches a zero gradient to every parameter.
   *
   * @param parent closing it closes this
   * @param parameters leaves, by name; made to require gradients
   * @throws IllegalArgumentException if there is no parameter
   */
  public Gradients(NDManager parent, Map<String, NDArray> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train");
    }
    manager = parent.newSubManager();
    kernels = Kernels.load(manager, Gradients.class, "optimizers", Map.of());
    parameters.values().forEach(p -> p.setRequiresGradient(true));
    // A backward pass through 0·p is what makes the engine allocate gradients that stay in place.
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray anchor = scope.zeros(new ai.djl.ndarray.types.Shape());
      List<NDArray> leaves = new ArrayList<>(parameters.values());
      Autograd.backward(kernels.call("attach", new NDList(anchor), leaves).singletonOrThrow());
    }
    parameters.forEach(
        (name, p) -> {
          NDArray gradient = p.getGradient();
          gradient.attach(manager);
          byName.put(name, gradient);
        });
    all = List.copyOf(byName.values());
  }

  /** The gradient of one parameter, of its shape. */
  public NDArray of(String parameter) {
    NDArray gradient = byName.get(parameter);
    if (gradient == null) {
      throw new IllegalArgumentException("no gradient of '" + parameter + "' is kept");
    }
    return gradient;
  }

  /** Sets all to zero. */
  public void zero() {
    run("zero", 0);
  }

  /** The Euclidean norm over all gradients; not finite if any element is not finite. */
  public double norm() {
    return run("norm", 0)[0];
  }

  /**
   * Multiplies all by {@code largest / (norm + 1e-6)} if that is below 1.
   *
   * @param norm what {@link #norm} returned
   * @param largest the norm that must not be exceeded
   */
  public void clip(double norm, double largest) {
    double coefficient = largest / (norm + 1e-6);
    if (coefficient < 1) {
      run("scale", coefficient);
    }
  }

  /**
   * Multiplies the gradient of every parameter by {@code largest / (its norm + 1e-6)} if that is
   * below 1 (DINO, utils.py, clip_gradients).
   *
   * @param largest the norm that none may exceed
   */
  public void clipEach(double largest) {
    run("clip_each", largest);
  }

  /** The first parameter, in the order given, whose gradient has an element that is not finite. */
  public Optional<String> firstNotFinite() {
    float[] norms = run("norms", 0);
    List<String> names = new ArrayList<>(byName.keySet());
    for (int i = 0; i < norms.length; i++) {
      if (!Float.isFinite(norms[i])) {
        return Optional.of(names.get(i));
      }
    }
    return Optional.empty();
  }

  private float[] run(String method, double number) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      NDArray argument = scope.create((float) number);
      NDArray result = kernels.call(method, new NDList(argument), all).singletonOrThrow();
      return method.startsWith("norm") ? result.toFloatArray() : new float[0];
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
