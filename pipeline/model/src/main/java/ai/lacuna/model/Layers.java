package ai.lacuna.model;

import ai.lacuna.model.kernel.Kernels;
import java.util.HashMap;
import java.util.Map;

/** The kernel text {@code layers.ts.py}, with which the text of every architecture begins. */
final class Layers {

  private Layers() {}

  /**
   * An architecture's text, complete.
   *
   * @param name of its own part, a resource beside this class
   * @param epsilon ε of its LayerNorms, as TorchScript writes it
   * @param patch side of a patch in pixels
   * @param arithmetic how it is carried out
   * @param settings of its own part
   */
  static String text(
      String name, String epsilon, int patch, Arithmetic arithmetic, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("epsilon", epsilon);
    all.put("patch", patch);
    all.putAll(arithmetic.settings());
    return Kernels.text(Layers.class, "layers", all) + "\n" + Kernels.text(Layers.class, name, all);
  }
}
