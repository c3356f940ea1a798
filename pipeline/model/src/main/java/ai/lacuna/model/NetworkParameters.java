package ai.lacuna.model;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ImageShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which parameters a {@link Network} has; needs no device. */
public final class NetworkParameters {

  private NetworkParameters() {}

  /**
   * The shapes of all parameters by name, in the order of {@link Network#weights}.
   *
   * @param config the encoder's architecture, already checked
   * @param image what it is trained on
   * @param plan the objective's needs
   */
  public static Map<String, Shape> shapes(BackboneConfig config, ImageShape image, Plan plan) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    of(config, image, plan).forEach(spec -> shapes.put(spec.name(), spec.shape()));
    return Collections.unmodifiableMap(shapes);
  }

  static List<ParameterSpec> of(BackboneConfig config, ImageShape image, Plan plan) {
    List<ParameterSpec> specs = new ArrayList<>();
    Backbones.parameters(config, image).forEach(s -> specs.add(s.under(Backbones.PREFIX)));
    if (usesMaskToken(plan)) {
      specs.add(Backbones.maskToken(config));
    }
    PlanContext context = config.context(image.channels());
    plan.modules()
        .forEach(
            (name, spec) ->
                Parts.parameters(spec, context).forEach(s -> specs.add(s.under(name + "."))));
    return specs;
  }

  static boolean usesMaskToken(Plan plan) {
    return plan.views().stream().anyMatch(view -> plan.mode(view) == EncodeMode.MASK_TOKENS);
  }
}
