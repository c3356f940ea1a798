package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of matrix products in bfloat16, cast once an update instead of once a micro-batch, and
 * once for all copies of a network on a device. They are leaves of their own: a micro-batch's
 * gradients arrive here in bfloat16 and are added to those of the parameters, which are float32.
 */
final class Casts {

  // Few parameters stay in the caches, and calls for each of them cost more than casting them.
  private static final long MANY_PARAMETERS = 8_000_000;

  private final NDManager manager;
  private final Kernels kernels;
  private final Weights parameters;
  private final Map<String, NDArray> casts;
  private final boolean borrowed;

  private Casts(
      NDManager manager, Weights parameters, Map<String, NDArray> casts, boolean borrowed) {
    this.manager = manager;
    this.parameters = parameters;
    this.casts = casts;
    this.borrowed = borrowed;
    kernels = kernels(manager);
    casts.forEach((name, c) -> c.setRequiresGradient(parameters.get(name).hasGradient()));
  }

  private static Kernels kernels(NDManager manager) {
    return Kernels.load(manager, Casts.class, "casts", Map.of());
  }

  /**
   * Casts for a network, none if they would not pay.
   *
   * @param manager owns the casts
   * @param parameters of a network; which of them require gradients is settled
   * @param castable those of modules whose kernels take weights in either type
   */
  static Casts of(NDManager manager, Weights parameters, Weights castable, Precision precision) {
    boolean worth = precision == Precision.BFLOAT16 && castable.count() >= MANY_PARAMETERS;
    return worth
        ? of(manager, parameters, castable)
        : new Casts(manager, parameters, Map.of(), false);
  }

  /** As {@link #of(NDManager, Weights, Weights, Precision)}, however few they are. */
  static Casts of(NDManager manager, Weights parameters, Weights castable) {
    Map<String, NDArray> products = new LinkedHashMap<>();
    castable
        .asMap()
        .forEach(
            (name, p) -> {
              if (isProduct(name, p.getShape())) {
                products.put(name, p);
              }
            });
    return new Casts(manager, parameters, cast(manager, products), false);
  }

  // In the engine: DJL knows no bfloat16, toType and create end the process.
  private static Map<String, NDArray> cast(NDManager manager, Map<String, NDArray> products) {
    Map<String, NDArray> casts = new LinkedHashMap<>();
    if (products.isEmpty()) {
      return casts;
    }
    try (NDManager scope = manager.newSubManager();
        Kernels kernels = kernels(scope);
        Autograd.Scope paused = Autograd.paused()) {
      List<NDArray> sources = List.copyOf(products.values());
      NDList results = kernels.call("cast", new NDList(scope.zeros(new Shape())), sources);
      products.keySet().forEach(name -> casts.put(name, results.get(casts.size())));
      results.attach(manager);
    }
    return casts;
  }

  // The kernels cast weights of layer norms, tokens and tables where they use them.
  private static boolean isProduct(String name, Shape shape) {
    return name.endsWith(".weight") && shape.dimension() > 1;
  }

  /**
   * The same memory once more, for gradients of another thread's own.
   *
   * @param same the parameters of a copy of the network, which share their memory
   */
  Casts shared(NDManager place, Weights same) {
    return new Casts(place, same, Weights.of(casts).shared(place).asMap(), true);
  }

  /** The parameters, with casts in the place of those that have one. */
  Weights weights() {
    Map<String, NDArray> all = new LinkedHashMap<>(parameters.asMap());
    all.putAll(casts);
    return Weights.of(all);
  }

  /** Follows the parameters. */
  void refresh() {
    if (casts.isEmpty() || borrowed) {
      return;
    }
    List<NDArray> sources = casts.keySet().stream().map(parameters::get).toList();
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      NDList zero = new NDList(scope.zeros(new Shape()));
      kernels.call("refresh", zero, sources, List.copyOf(casts.values())).close();
    }
  }

  /** Moves the gradients that a backward pass has left to the parameters. */
  void gather() {
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> owners = new ArrayList<>();
      List<NDArray> gradients = new ArrayList<>();
      casts.forEach(
          (name, cast) ->
              Autograd.gradient(cast)
                  .ifPresent(
                      gradient -> {
                        gradient.attach(scope);
                        gradients.add(gradient);
                        owners.add(parameters.get(name));
                        Autograd.forgetGradient(cast);
                      }));
      if (owners.isEmpty()) {
        return;
      }
      List<NDArray> sums = owners.stream().map(p -> sum(p, scope)).toList();
      try (Autograd.Scope paused = Autograd.paused()) {
        NDList zero = new NDList(scope.zeros(new Shape()));
        kernels.call("gather", zero, sums, gradients).close();
      }
    }
  }

  // A backward pass through 0 · p is what makes the engine allocate a gradient.
  private NDArray sum(NDArray p, NDManager scope) {
    NDArray gradient =
        Autograd.gradient(p)
            .orElseGet(
                () -> {
                  try (Autograd.Scope recording = Autograd.recording()) {
                    NDList zero = new NDList(scope.zeros(new Shape()));
                    Autograd.backward(kernels.call("nothing", zero, List.of(p)).singletonOrThrow());
                  }
                  return Autograd.gradient(p).orElseThrow();
                });
    gradient.attach(scope);
    return gradient;
  }
}
