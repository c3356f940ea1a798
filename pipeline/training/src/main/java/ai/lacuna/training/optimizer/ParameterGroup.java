package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Parameters that an optimizer treats alike.
 *
 * @param parameters leaves that require gradients, by name, in a fixed order
 * @param decay whether the rule's weight decay applies
 * @param rateScale factor on the learning rate, such as layer-wise decay gives; at least 0
 * @param frozenUpdates updates of the run that these sit out, counted from its beginning
 */
public record ParameterGroup(
    Map<String, NDArray> parameters, Decay decay, double rateScale, long frozenUpdates) {

  /** Whether weight decay applies. */
  public enum Decay {
    APPLIED,
    EXEMPT
  }

  /** Trained from the first update on. */
  public ParameterGroup(Map<String, NDArray> parameters, Decay decay, double rateScale) {
    this(parameters, decay, rateScale, 0);
  }

  /**
   * The usual two groups: parameters with one axis or whose name ends in {@code bias} are exempt
   * from weight decay, all others are not. Class and mask tokens decay when they have more than one
   * axis, as in MAE's reference code.
   *
   * @param parameters leaves that require gradients, by name
   */
  public static List<ParameterGroup> of(Map<String, NDArray> parameters) {
    return ParameterRules.USUAL.groups(parameters, 1).stream()
        .sorted(Comparator.comparing(ParameterGroup::decay).reversed())
        .toList();
  }
}
