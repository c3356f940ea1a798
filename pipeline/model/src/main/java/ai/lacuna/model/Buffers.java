package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.Update;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.model.kernel.Autograd;
import java.util.LinkedHashMap;
import java.util.Map;

/** A plan's buffers, and what the micro-batches of an update have collected for them. */
final class Buffers {

  private static final NDIndex EVERYTHING = new NDIndex("...");

  // A sum over micro-batches.
  private record Sum(NDArray total, int count) {}

  private final NDManager manager;
  private final Weights arrays;
  private final Map<String, Sum> sums = new LinkedHashMap<>();

  /**
   * @param manager owns what is collected
   * @param arrays the buffers by name
   */
  Buffers(NDManager manager, Weights arrays) {
    this.manager = manager;
    this.arrays = arrays;
    arrays.asMap().values().forEach(array -> array.setRequiresGradient(false));
  }

  Map<String, NDArray> asMap() {
    return arrays.asMap();
  }

  /** A buffer's value as an array of the scope. */
  NDArray view(String name, NDManager scope) {
    NDArray array = arrays.get(name);
    // A result belongs to its left operand's manager, hence the view.
    NDArray view = array.reshape(array.getShape());
    view.attach(scope);
    return view;
  }

  /** Adds a micro-batch's value. */
  void collect(String name, NDArray value) {
    try (Autograd.Scope paused = Autograd.paused()) {
      Sum before = sums.get(name);
      if (before == null) {
        NDArray total = value.duplicate();
        total.attach(manager);
        sums.put(name, new Sum(total, 1));
      } else {
        before.total().addi(value);
        sums.put(name, new Sum(before.total(), before.count() + 1));
      }
    }
  }

  /** Adds what was collected on another device, which is forgotten there. */
  void gather(Buffers other) {
    other.sums.forEach(
        (name, theirs) -> {
          NDArray here = theirs.total().toDevice(manager.getDevice(), false);
          Sum before = sums.get(name);
          if (before == null) {
            NDArray total = here.duplicate();
            total.attach(manager);
            sums.put(name, new Sum(total, theirs.count()));
          } else {
            before.total().addi(here);
            sums.put(name, new Sum(before.total(), before.count() + theirs.count()));
          }
          if (here != theirs.total()) {
            here.close();
          }
        });
    other.clear();
  }

  /** What an objective may do with the buffers now; what it makes belongs to the scope. */
  Update update(NDManager scope) {
    return new Update() {
      @Override
      public NDArray buffer(String name) {
        return view(name, scope);
      }

      @Override
      public NDArray collected(String name) {
        Sum sum = sums.get(name);
        if (sum == null) {
          throw new IllegalArgumentException(
              "nothing was collected as '"
                  + name
                  + "'; "
                  + Suggestion.didYouMean(name, sums.keySet()));
        }
        NDArray mean = sum.total().div(sum.count());
        mean.attach(scope);
        return mean;
      }

      @Override
      public void set(String name, NDArray value) {
        NDArray array = arrays.get(name);
        if (!array.getShape().equals(value.getShape())) {
          throw new IllegalArgumentException(
              "buffer '%s' has the shape %s, given %s"
                  .formatted(name, array.getShape(), value.getShape()));
        }
        array.set(EVERYTHING, value);
      }
    };
  }

  /** Forgets what was collected. */
  void clear() {
    sums.values().forEach(sum -> sum.total().close());
    sums.clear();
  }
}
