package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.EncoderOutput.ClassToken;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.VitConfig.PatchNorm;
import ai.lacuna.model.VitConfig.ProjBias;
import ai.lacuna.model.VitConfig.QkvBias;
import ai.lacuna.model.VitConfig.RelativePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel text {@code transformer.ts.py} and the parameters that it takes. */
final class TransformerKernels {

  private TransformerKernels() {}

  /**
   * What encoders and their blocks have beyond plain ones.
   *
   * @param layerScale what the branches' scales are at first (Touvron et al., 2021); 0 = they have
   *     none
   * @param relative where biases of relative positions come from
   * @param table shape of a table of them, (rows, H)
   * @param qkvBias which of queries, keys and values have a bias
   * @param projBias whether the other dense layers have one
   * @param init what parameters are before training
   * @param stem what precedes them
   */
  record Style(
      double layerScale,
      RelativePosition relative,
      Shape table,
      QkvBias qkvBias,
      ProjBias projBias,
      Initialisation init,
      Stem stem) {

    static final Style PLAIN = scaled(0);

    /** Plain but for scaled branches. */
    static Style scaled(double layerScale) {
      return new Style(
          layerScale,
          RelativePosition.NONE,
          new Shape(0),
          QkvBias.ALL,
          ProjBias.ALL,
          Initialisation.MAE,
          new Stem(ClassToken.FIRST, PatchNorm.NONE));
    }

    // A bias that does not exist is a constant zero for the text.
    private boolean lacks(String parameter) {
      boolean qkv = parameter.endsWith("attn.qkv.bias");
      boolean other =
          parameter.endsWith("attn.proj.bias")
              || parameter.endsWith("mlp.fc1.bias")
              || parameter.endsWith("mlp.fc2.bias");
      return qkv && qkvBias == QkvBias.NONE || other && projBias == ProjBias.NONE;
    }

    // Where a block's weights begin that follow its twelve usual ones, and where the next begins.
    private int valueBias() {
      return layerScale > 0 ? 14 : 12;
    }

    private int tablePlace() {
      return valueBias() + (qkvBias == QkvBias.NO_KEYS ? 1 : 0);
    }

    private int stride() {
      return tablePlace() + (relative == RelativePosition.PER_BLOCK ? 1 : 0);
    }
  }

  /**
   * How an encoder makes tokens of patches.
   *
   * @param classToken whether one precedes them
   * @param patchNorm what follows their projection
   */
  record Stem(ClassToken classToken, PatchNorm patchNorm) {

    // Where the blocks' weights begin.
    private int weights() {
      return patchNorm == PatchNorm.NONE ? 3 : 5;
    }
  }

  /** The text for one stack of blocks. */
  static String text(int depth, int heads, int patch, Style style, Arithmetic arithmetic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("depth", depth);
    settings.put("heads", heads);
    settings.put("stride", style.stride());
    settings.put("layerScale", literal(style.layerScale() > 0));
    settings.put("keyBias", literal(style.qkvBias() != QkvBias.NO_KEYS));
    settings.put("valueBias", style.valueBias());
    settings.put("classToken", literal(style.stem().classToken() == ClassToken.FIRST));
    settings.put("patchNorm", literal(style.stem().patchNorm() == PatchNorm.LAYER));
    settings.put("first", style.stem().weights());
    settings.put("sharedTable", literal(style.relative() == RelativePosition.SHARED));
    settings.put("tablePerBlock", literal(style.relative() == RelativePosition.PER_BLOCK));
    settings.put("table", style.tablePlace());
    return Layers.text("transformer", "1e-06", patch, arithmetic, settings);
  }

  private static String literal(boolean value) {
    return value ? "True" : "False";
  }

  /**
   * The parameters of {@code depth} blocks in the order in which the text takes them, those that
   * {@link #present} leaves out included.
   */
  static List<ParameterSpec> blocks(int depth, int width, int mlpWidth, Style style) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      Initialisation init = style.init();
      specs.addAll(ParameterSpec.norm(block + "norm1", width));
      specs.addAll(qkv(block + "attn.", width, style));
      specs.addAll(
          ParameterSpec.linear(block + "attn.proj", width, width, init.lastOfBranch(i, width)));
      specs.addAll(ParameterSpec.norm(block + "norm2", width));
      specs.addAll(ParameterSpec.linear(block + "mlp.fc1", width, mlpWidth, init.matrix(width)));
      specs.addAll(
          ParameterSpec.linear(block + "mlp.fc2", mlpWidth, width, init.lastOfBranch(i, mlpWidth)));
      if (style.layerScale() > 0) {
        Init scale = new Init.Constant(style.layerScale());
        specs.add(new ParameterSpec(block + "ls1.gamma", new Shape(width), scale));
        specs.add(new ParameterSpec(block + "ls2.gamma", new Shape(width), scale));
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
      case ALL, NONE -> both;
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

  /** Those of the parameters that blocks of this style have. */
  static List<ParameterSpec> present(List<ParameterSpec> specs, Style style) {
    return specs.stream().filter(spec -> !style.lacks(spec.name())).toList();
  }

  /**
   * What each block takes when it is called by itself: its own parameters and, behind them, the
   * table that all share.
   *
   * @param all as the text's other methods take them: those of the stem before the blocks, a shared
   *     table last
   */
  static List<List<NDArray>> ofEachBlock(List<NDArray> all, int depth, Style style) {
    List<List<NDArray>> each = new ArrayList<>();
    for (int k = 0; k < depth; k++) {
      int from = style.stem().weights() + k * style.stride();
      List<NDArray> own = new ArrayList<>(all.subList(from, from + style.stride()));
      if (style.relative() == RelativePosition.SHARED) {
        own.add(all.get(all.size() - 1));
      }
      each.add(List.copyOf(own));
    }
    return each;
  }

  /** Looks parameters up once, so that a step does not. */
  static List<NDArray> arrays(List<ParameterSpec> specs, Weights weights) {
    return specs.stream().map(spec -> weights.get(spec.name())).toList();
  }

  /**
   * As {@link #arrays(List, Weights)}, with zeros in the places of parameters that do not exist.
   *
   * @param existing a part of {@code specs}
   * @param manager keeps the zeros
   */
  static List<NDArray> arrays(
      List<ParameterSpec> specs,
      Collection<ParameterSpec> existing,
      Weights weights,
      NDManager manager) {
    return specs.stream()
        .map(s -> existing.contains(s) ? weights.get(s.name()) : manager.zeros(s.shape()))
        .toList();
  }
}
