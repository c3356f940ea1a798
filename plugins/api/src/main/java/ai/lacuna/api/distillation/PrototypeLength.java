package ai.lacuna.api.distillation;

import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.NamePattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a prototype of a {@link ai.lacuna.api.plan.ModuleSpec.PrototypeHead} has a length of its
 * own.
 */
public enum PrototypeLength {
  /** Always 1: scores are cosines (norm_last_layer, the default of DINO's and iBOT's code). */
  ONE,
  /**
   * Learned: a little better for small models, and less stable, says DINO's code; so published for
   * iBOT's ViT-S.
   */
  TRAINED;

  /**
   * What is not trained of prototypes, for good or at first.
   *
   * @param head the module's name in the plan; * stands for any characters
   * @param epochs first ones in which prototypes stay as they are (freeze_last_layer), at least 0
   */
  public List<Freeze> freezes(String head, int epochs) {
    List<Freeze> freezes = new ArrayList<>();
    if (this == ONE) {
      freezes.add(new Freeze(new NamePattern(head + ".last_layer.weight_g"), Freeze.ALWAYS));
    }
    if (epochs > 0) {
      freezes.add(new Freeze(new NamePattern(head + ".last_layer.*"), epochs));
    }
    return freezes;
  }
}
