package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.VitConfig.QkvBias;
import ai.lacuna.model.VitConfig.RelativePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel text {@code transformer.ts.py} and the parameters that it takes. */
final class TransformerKernels {

  private TransformerKernels() {}

  /**
   * What blocks have beyond the plain ones.
   *
   * @param layerScale what the branches' scales are at first (Touvron et al., 2021); 0 = they have
   *     none
   * @param relative where biases of relative positions come from
   * @param table shape of a table of them, (rows, H)
   * @param qkvBias which of queries, keys and values have a bias
   * @param init what parameters are before training
   */
  record Style(
      double layerScale,
      RelativePosition relative,
      Shape table,
      QkvBias qkvBias,
      Initialisation init) {

    static final Style PLAIN = scaled(0);

    /** Plain but for scaled branches. */
    static Style scaled(double layerScale) {
      return new Style(
          layerScale, RelativePosition.NONE, new Shape(0), QkvBias.ALL, Initialisation.MAE);
    }

    // Where a block's weights begin that follow its twelve usual ones, and where the next begins.
    private int valueBias() {
      return layerScale > 0 ? 14 : 12;
    }

    private int tablePlace() {
      return valueBias() + (qkvBias == QkvBias.ALL ? 0 : 1);
    }

    private int stride() {
      return tablePlace() + (relative == RelativePosition.PER_BLOCK ? 1 : 0);
    }
  }

  /** The text for one stack of blocks. */
  static String text(int depth, int heads, int patch, Style style, Arithmetic arithmetic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("depth", depth);
    settings.put("heads", heads);
    settings.put("stride", style.stride());
    settings.put("layerScale", literal(style.layerScale() > 0));
    settings.put("keyBias", literal(style.qkvBias() == QkvBias.ALL));
    settings.put("valueBias", style.valueBias());
    settings.put("relative", literal(style.relative() != RelativePosition.NONE));
    settings.put("sharedTable", literal(style.relative() == RelativePosition.SHARED));
    settings.put("tablePerBlock", literal(style.relative() == RelativePosition.PER_BLOCK));
    settings.put("table", style.tablePlace());
    return Layers.text("transformer", "1e-06", patch, arithmetic, settings);
  }

  private static String literal(boolean value) {
    return value ? "True" : "False";
  }

  /** The parameters of {@code depth} blocks in the order in which the text takes them. */
  static List<ParameterSpec> blocks(int depth, int width, int mlpWidth, Style style) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      Init inner = style.init().matrix();
      Init last = style.init().lastOfBranch(i);
      specs.addAll(ParameterSpec.norm(block + "norm1", width));
      specs.addAll(qkv(block + "attn.", width, style));
      specs.addAll(ParameterSpec.linear(block + "attn.proj", width, width, last));
      specs.addAll(ParameterSpec.norm(block + "norm2", width));
      specs.addAll(ParameterSpec.linear(block + "mlp.fc1", width, mlpWidth, inner));
      specs.addAll(ParameterSpec.linear(block + "mlp.fc2", mlpWidth, width, last));
      if (style.layerScale() > 0) {
        Init init = new Init.Constant(style.layerScale());
        specs.add(new ParameterSpec(block + "ls1.gamma", new Shape(width), init));
        specs.add(new ParameterSpec(block + "ls2.gamma", new Shape(width), init));
      }
      if (style.qkvBias() == QkvBias.NO_KEYS) {
        specs.add(new ParameterSpec(block + "attn.v_bias", new Shape(width), Init.ZEROS));
      }
      if (style.relative() == RelativePosition.PER_BLOCK) {
        specs.add(table(block + "attn.", style));
      }
    }
    return specs;
  }

  private static List<ParameterSpec> qkv(String name, int width, Style style) {
    List<ParameterSpec> both =
        ParameterSpec.linear(name + "qkv", width, 3L * width, style.init().qkv(width));
    return switch (style.qkvBias()) {
      case ALL -> both;
      case NO_KEYS ->
          List.of(both.get(0), new ParameterSpec(name + "q_bias", new Shape(width), Init.ZEROS));
    };
  }

  /** A table of relative position biases; zero at first, as in BEiT's code. */
  static ParameterSpec table(String name, Style style) {
    return new ParameterSpec(name + "relative_position_bias_table", style.table(), Init.ZEROS);
  }

  /** A projection of square patches. */
  static List<ParameterSpec> projection(
      String name, int channels, int patch, int width, Initialisation init) {
    Shape shape = new Shape(width, channels, patch, patch);
    return List.of(
        new ParameterSpec(name + ".weight", shape, init.projection(shape)),
        new ParameterSpec(name + ".bias", new Shape(width), init.projectionBias(shape)));
  }

  /** Looks parameters up once, so that a step does not. */
  static List<NDArray> arrays(List<ParameterSpec> specs, Weights weights) {
    return specs.stream().map(spec -> weights.get(spec.name())).toList();
  }
}
