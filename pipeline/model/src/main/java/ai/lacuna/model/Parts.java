package ai.lacuna.model;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ModuleSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules of plans: their parameters, and how they are built. One line for each kind. */
final class Parts {

  private Parts() {}

  /** The parameters of a module, named without it. */
  static List<ParameterSpec> parameters(ModuleSpec spec, PlanContext context) {
    if (spec instanceof ModuleSpec.MaskedDecoder decoder) {
      return MaskedDecoder.parameters(decoder, context);
    } else if (spec instanceof ModuleSpec.Transformer transformer) {
      return TokenTransformer.parameters(transformer, context);
    } else if (spec instanceof ModuleSpec.PrototypeHead head) {
      return PrototypeHead.parameters(head, context);
    } else if (spec instanceof ModuleSpec.TokenMlp mlp) {
      return TokenMlp.parameters(mlp, context);
    } else if (spec instanceof ModuleSpec.Custom custom) {
      return CustomPart.parameters(custom);
    }
    throw new IllegalArgumentException("unknown kind of module " + spec);
  }

  /** Whether a module's kernel takes weights of matrix products in bfloat16, see {@link Casts}. */
  static boolean takesCasts(ModuleSpec spec) {
    return spec instanceof ModuleSpec.MaskedDecoder
        || spec instanceof ModuleSpec.Transformer
        || spec instanceof ModuleSpec.TokenMlp;
  }

  /**
   * Builds modules.
   *
   * @param modules by name
   * @param weights of a network, named {@code MODULE.…}
   */
  static Map<String, Part> create(
      NDManager manager,
      Map<String, ModuleSpec> modules,
      PlanContext context,
      Weights weights,
      Precision precision,
      Recompute recompute) {
    Map<String, Part> parts = new LinkedHashMap<>();
    modules.forEach(
        (name, spec) ->
            parts.put(name, create(manager, spec, context, name, weights, precision, recompute)));
    return parts;
  }

  private static Part create(
      NDManager manager,
      ModuleSpec spec,
      PlanContext context,
      String name,
      Weights all,
      Precision precision,
      Recompute recompute) {
    Weights from = all.under(name + ".");
    if (spec instanceof ModuleSpec.MaskedDecoder decoder) {
      return new MaskedDecoder(manager, decoder, context, from, precision, recompute);
    } else if (spec instanceof ModuleSpec.Transformer transformer) {
      return new TokenTransformer(manager, transformer, context, from, precision, recompute);
    } else if (spec instanceof ModuleSpec.PrototypeHead head) {
      Weights mlp = head.mlpOf().map(other -> all.under(other + ".")).orElse(from);
      return new PrototypeHead(manager, head, context, from, mlp, precision);
    } else if (spec instanceof ModuleSpec.TokenMlp mlp) {
      return new TokenMlp(manager, mlp, context, from, precision);
    } else if (spec instanceof ModuleSpec.Custom custom) {
      return new CustomPart(custom, from);
    }
    throw new IllegalArgumentException("unknown kind of module " + spec);
  }
}
