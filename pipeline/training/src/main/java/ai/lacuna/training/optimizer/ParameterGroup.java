package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters that an optimizer treats alike.
 *
 * @param parameters leaves that require gradients, by name, in a fixed order
 * @param decay whether the rule's weight decay applies
 * @param rateScale factor on the learning rate, such as layer-wise decay gives; at least 0
 */
public record ParameterGroup(Map<String, NDArray> parameters, Decay decay, double rateScale) {

  /** Whether weight decay applies. */
  public enum Decay {
    APPLIED,
    EXEMPT
  }

  /**
   * The usual two groups: parameters with one axis or whose name ends in {@code bias} are exempt
   * from weight decay, all others are not. Class and mask tokens decay when they have more than one
   * axis, as in MAE's reference code.
   *
   * @param parameters leaves that require gradients, by name
   */
  public static List<ParameterGroup> of(Map<String, NDArray> parameters) {
    Map<String, NDArray> decayed = new LinkedHashMap<>();
    Map<String, NDArray> exempt = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          boolean free = value.getShape().dimension() <= 1 || name.endsWith("bias");
          (free ? exempt : decayed).put(name, value);
        });
    List<ParameterGroup> groups = new ArrayList<>();
    if (!exempt.isEmpty()) {
      groups.add(new ParameterGroup(exempt, Decay.EXEMPT, 1));
    }
    if (!decayed.isEmpty()) {
      groups.add(new ParameterGroup(decayed, Decay.APPLIED, 1));
    }
    return groups;
  }
}
