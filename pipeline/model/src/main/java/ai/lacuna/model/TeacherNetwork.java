package ai.lacuna.model;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The teacher of a plan: an encoder and modules that compute with a moving average of a network's
 * parameters.
 */
record TeacherNetwork(
    TeacherSpec spec, MovingAverage average, Backbone encoder, Map<String, Part> parts) {

  /** What the names of the parameters that a teacher has begin with. */
  static List<String> prefixes(TeacherSpec spec) {
    List<String> prefixes = new ArrayList<>(List.of(Backbones.PREFIX));
    spec.modules().forEach(module -> prefixes.add(module + "."));
    return prefixes;
  }

  /**
   * Nothing is recomputed: a teacher's results are not recorded, so that nothing is kept anyway.
   */
  static TeacherNetwork create(
      NDManager manager,
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      TeacherSpec spec,
      MovingAverage average,
      Precision precision) {
    Map<String, ModuleSpec> modules = new LinkedHashMap<>();
    for (String module : spec.modules()) {
      modules.put(module, Objects.requireNonNull(plan.modules().get(module)));
    }
    Weights own = average.weights();
    return new TeacherNetwork(
        spec,
        average,
        Backbones.create(
            manager, config, image, own.under(Backbones.PREFIX), precision, Recompute.NOTHING),
        Parts.create(
            manager, modules, config.context(image.channels()), own, precision, Recompute.NOTHING));
  }
}
