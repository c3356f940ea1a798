package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.VectorDecay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an optimizer's treatment of a parameter follows from its name and shape, as plain data.
 *
 * @param vectors whether weight decay applies to biases and to parameters with one axis
 * @param decayExempt further parameters without weight decay
 * @param layers the learning rate's layer-wise decay
 * @param freezes parameters that sit out the first epochs
 */
public record ParameterRules(
    VectorDecay vectors, List<NamePattern> decayExempt, LayerDecay layers, List<Freeze> freezes) {

  /** Vectors and biases do not decay, and nothing else is special. */
  public static final ParameterRules USUAL =
      new ParameterRules(VectorDecay.EXEMPT, List.of(), LayerDecay.NONE, List.of());

  public ParameterRules {
    decayExempt = List.copyOf(decayExempt);
    freezes = List.copyOf(freezes);
  }

  // What parameters of one group have in common.
  private record Treatment(ParameterGroup.Decay decay, double rateScale, long frozenUpdates) {}

  /**
   * Divides parameters into groups that are treated alike.
   *
   * @param parameters leaves that require gradients, by name
   * @param updatesPerEpoch what the epochs of {@code freezes} are counted in
   */
  public List<ParameterGroup> groups(Map<String, NDArray> parameters, long updatesPerEpoch) {
    Map<Treatment, Map<String, NDArray>> groups = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          Treatment treatment =
              new Treatment(
                  decay(name, value), layers.scale(name), frozenEpochs(name) * updatesPerEpoch);
          groups.computeIfAbsent(treatment, t -> new LinkedHashMap<>()).put(name, value);
        });
    return groups.entrySet().stream()
        .map(
            g ->
                new ParameterGroup(
                    g.getValue(),
                    g.getKey().decay(),
                    g.getKey().rateScale(),
                    g.getKey().frozenUpdates()))
        .toList();
  }

  private ParameterGroup.Decay decay(String name, NDArray value) {
    boolean vector = value.getShape().dimension() <= 1 || name.endsWith("bias");
    boolean exempt =
        (vector && vectors == VectorDecay.EXEMPT)
            || decayExempt.stream().anyMatch(pattern -> pattern.matches(name));
    return exempt ? ParameterGroup.Decay.EXEMPT : ParameterGroup.Decay.APPLIED;
  }

  private long frozenEpochs(String name) {
    return freezes.stream()
        .filter(freeze -> freeze.names().matches(name))
        .mapToLong(Freeze::epochs)
        .max()
        .orElse(0);
  }
}
