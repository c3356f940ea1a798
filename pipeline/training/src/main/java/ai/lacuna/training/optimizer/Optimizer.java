package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves parameters against their gradients by an {@link UpdateRule}: one native call for each
 * group, whatever the number of parameters.
 *
 * <p>Its whole state is {@link #state()} and {@link #updates()}: writing both back gives an
 * optimizer that continues bit by bit. Not thread-safe.
 */
public final class Optimizer implements AutoCloseable {

  // What a kernel call takes for one group; the lists are fixed for the life of the optimizer.
  private record Slot(
      ParameterGroup group,
      List<NDArray> parameters,
      List<NDArray> gradients,
      List<List<NDArray>> moments) {}

  private final NDManager manager;
  private final Kernels kernels;
  private final UpdateRule rule;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, NDArray> state = new LinkedHashMap<>();
  private long updates;

  /**
   * An optimizer that has made no update: all moments are zero.
   *
   * @param parent closing it closes this
   * @param rule how parameters move
   * @param groups which parameters; no parameter twice
   * @param gradients holds the gradient of each of them
   */
  public Optimizer(
      NDManager parent, UpdateRule rule, List<ParameterGroup> groups, Gradients gradients) {
    manager = parent.newSubManager();
    kernels = Kernels.load(manager, Optimizer.class, "optimizers", Map.of());
    this.rule = rule;
    groups.forEach(group -> slots.add(slot(group, gradients)));
  }

  private Slot slot(ParameterGroup group, Gradients gradients) {
    List<List<NDArray>> moments = new ArrayList<>();
    for (String moment : rule.moments()) {
      List<NDArray> arrays = new ArrayList<>();
      group
          .parameters()
          .forEach(
              (name, p) -> {
                NDArray zeros = manager.zeros(p.getShape(), DataType.FLOAT32);
                arrays.add(zeros);
                if (state.put(moment + "." + name, zeros) != null) {
                  throw new IllegalArgumentException("'" + name + "' is in two groups");
                }
              });
      moments.add(List.copyOf(arrays));
    }
    return new Slot(
        group,
        List.copyOf(group.parameters().values()),
        group.parameters().keySet().stream().map(gradients::of).toList(),
        List.copyOf(moments));
  }

  /**
   * Makes one update from the current gradients, which stay as they are, with the rule's own weight
   * decay.
   *
   * @param learningRate η, before the groups' scales
   */
  public void update(double learningRate) {
    update(learningRate, rule.weightDecay());
  }

  /**
   * Makes one update from the current gradients, which stay as they are.
   *
   * @param learningRate η, before the groups' scales
   * @param weightDecay λ of the groups that are not exempt
   */
  public void update(double learningRate, double weightDecay) {
    updates++;
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      for (Slot slot : slots) {
        // Moments and their bias correction begin with the group's own first update.
        long own = updates - slot.group.frozenUpdates();
        if (own < 1) {
          continue;
        }
        double[] constants = rule.constants();
        double[] settings = new double[2 + constants.length];
        settings[0] = learningRate * slot.group.rateScale();
        settings[1] = slot.group.decay() == ParameterGroup.Decay.APPLIED ? weightDecay : 0;
        System.arraycopy(constants, 0, settings, 2, constants.length);
        NDArray h = scope.create(settings, new Shape(settings.length));
        call(slot, new NDList(h, scope.create((float) own)));
      }
    }
  }

  private void call(Slot slot, NDList inputs) {
    List<List<NDArray>> lists = new ArrayList<>();
    lists.add(slot.parameters);
    lists.add(slot.gradients);
    lists.addAll(slot.moments);
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<NDArray>[] array = lists.toArray(new List[0]);
    kernels.call(rule.kernel(), inputs, array).close();
  }

  /** The moments as {@code MOMENT.PARAMETER}, live: what is written into them is used. */
  public Map<String, NDArray> state() {
    return Collections.unmodifiableMap(state);
  }

  /** How many updates were made. */
  public long updates() {
    return updates;
  }

  /** Continues after {@code made} updates; {@link #state()} must hold what it held then. */
  public void resumeAfter(long made) {
    updates = made;
  }

  @Override
  public void close() {
    manager.close();
  }
}
