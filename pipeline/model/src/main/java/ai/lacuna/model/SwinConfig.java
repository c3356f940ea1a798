package ai.lacuna.model;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Swin transformer (Liu et al. 2021): stages of blocks whose attention stays within windows that
 * every second block shifts by half their side. Between stages, 2 × 2 tokens are merged into one of
 * twice the width. There is no class token.
 *
 * <p>Differs from the reference code in: a window is never made smaller without being asked to (the
 * reference takes the feature map's side where that is smaller); a dimension that is one window
 * long is not shifted, whatever the other one is, as in timm.
 *
 * @param image height and width in pixels, or one number for both
 * @param patch side of a square patch in pixels
 * @param width token width D of the first stage; stage s (from 0) has D · 2^s
 * @param depths blocks of each stage
 * @param heads attention heads of each stage; each divides its stage's width
 * @param window side of a window in tokens: one number for all stages, or one for each
 * @param mlpRatio hidden width of the MLPs over the stage's width
 */
@TypeName(SwinConfig.TYPE)
public record SwinConfig(
    @Doc("Image size in pixels: [height, width], or [side] for squares") @Range("[1, )")
        List<Integer> image,
    @Doc("Side of a patch in pixels") @Range("[1, )") int patch,
    @Doc("Token width of the first stage; each further stage doubles it") @Range("[1, )") int width,
    @Doc("Number of blocks of each stage") @Range("[1, )") List<Integer> depths,
    @Doc("Attention heads of each stage; must divide the stage's width") @Range("[1, )")
        List<Integer> heads,
    @Doc("Side of a window in tokens: one number for all stages, or one for each") @Range("[1, )")
        List<Integer> window,
    @Doc("Hidden width of the MLPs over the stage's width") @Range("(0, )") double mlpRatio)
    implements BackboneConfig {

  /** What recipes call this family of architectures. */
  public static final String TYPE = "swin";

  // Beyond, widths and sides would not fit an int; no architecture comes near.
  private static final int MOST_STAGES = 8;

  public SwinConfig {
    image = Sides.normalised(image);
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
    boolean equal = window.size() == depths.size() && new HashSet<>(window).size() == 1;
    window = equal ? List.of(window.get(0)) : List.copyOf(window);
  }

  /** Swin-T on 224 × 224 pixels. */
  public static SwinConfig defaults() {
    return published(96, 6, 3);
  }

  /** One of the published architectures, which share the rest. */
  static SwinConfig published(int width, int thirdDepth, int heads) {
    return new SwinConfig(
        List.of(224),
        4,
        width,
        List.of(2, 2, thirdDepth, 2),
        List.of(heads, 2 * heads, 4 * heads, 8 * heads),
        List.of(7),
        4);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public void check(Problems problems) {
    if (depths.isEmpty() || depths.size() > MOST_STAGES) {
      problems.add("depths", depths, "one number of blocks for each of 1 to 8 stages");
      return;
    }
    // The last stage must have whole tokens, and then all others have.
    int unit = patch << (stages() - 1);
    String name = stages() == 1 ? "patch = " + unit : "patch · 2^" + (stages() - 1) + " = " + unit;
    Problems sides = new Problems();
    Sides.check(image, unit, name, sides);
    sides.list().forEach(p -> problems.add(p.path(), p.given(), p.expected(), p.fix()));
    checkHeads(problems);
    boolean listed = window.size() == 1 || window.size() == stages();
    problems.require(
        listed, "window", window, "one side for all stages, or " + stages() + ", one for each");
    if (sides.isEmpty() && listed) {
      checkWindows(problems);
    }
    problems.require(
        mlpWidth(0) >= 1, "mlpRatio", mlpRatio, "at least 1 / width, so that an MLP has a neuron");
  }

  private void checkHeads(Problems problems) {
    if (heads.size() != stages()) {
      problems.add("heads", heads, "one number for each of the " + stages() + " stages in depths");
      return;
    }
    for (int s = 0; s < stages(); s++) {
      if (width(s) % heads(s) != 0) {
        problems.add(
            "heads",
            heads,
            "a divisor of the width of each stage; stage "
                + (s + 1)
                + " has width "
                + width(s)
                + " and "
                + heads(s)
                + " heads");
      }
    }
  }

  private void checkWindows(Problems problems) {
    List<String> reasons = new ArrayList<>();
    List<Integer> fitting = new ArrayList<>();
    for (int s = 0; s < stages(); s++) {
      Grid map = grid(s);
      int smaller = Math.min(map.rows(), map.columns());
      if (window(s) > smaller) {
        reasons.add("no larger than the " + map + " feature map of stage " + (s + 1));
      } else if (map.rows() % window(s) != 0 || map.columns() % window(s) != 0) {
        reasons.add("a divisor of the sides of the " + map + " feature map of stage " + (s + 1));
      }
      fitting.add(fitting(map, Math.min(window(s), smaller)));
    }
    if (!reasons.isEmpty()) {
      boolean all = new HashSet<>(fitting).size() == 1;
      problems.add(
          "window",
          window.size() == 1 ? window.get(0) : window,
          String.join(", ", reasons),
          "use " + (all ? fitting.get(0) : fitting) + ", or another image size");
    }
  }

  // The largest side up to `most` that tiles the map.
  private static int fitting(Grid map, int most) {
    int side = most;
    while (map.rows() % side != 0 || map.columns() % side != 0) {
      side--;
    }
    return side;
  }

  @Override
  public void checkPlan(Plan plan, Problems problems) {
    List<String> resized =
        plan.views().stream()
            .filter(view -> !view.shape(shape(1)).equals(shape(1)))
            .map(view -> "'" + view.name() + "' (" + view.side() + " pixels)")
            .toList();
    if (!resized.isEmpty()) {
      problems.add(
          "type",
          TYPE + ", whose windows fit images of one size",
          "an encoder that takes the objective's views in their own sizes, "
              + String.join(", ", resized)
              + ": "
              + VitConfig.TYPE,
          "use type " + VitConfig.TYPE + ", or views of the encoder's size");
      return;
    }
    if (plan.mode() == EncodeMode.VISIBLE_ONLY) {
      problems.add(
          "type",
          TYPE + ", whose windows need every patch",
          "an encoder that can encode visible patches only, as the objective asks: "
              + VitConfig.TYPE,
          "use type " + VitConfig.TYPE + ", or an objective that encodes all patches");
      return;
    }
    if (plan.mode() == EncodeMode.PREFIX_CAUSAL) {
      problems.add(
          "type",
          TYPE + ", whose windows and merged patches have no order",
          "an encoder whose attention can be prefix-causal, as the objective asks: "
              + VitConfig.TYPE,
          "use type " + VitConfig.TYPE + ", or an objective that needs no order");
      return;
    }
    if (plan.teacher().map(TeacherSpec::blocks).orElse(0) > 0) {
      problems.add(
          "type",
          TYPE + ", whose blocks give tokens of different shapes",
          "an encoder whose blocks all give tokens alike, as the objective learns from the"
              + " teacher's last ones: "
              + VitConfig.TYPE,
          "use type " + VitConfig.TYPE + ", or an objective that needs no blocks");
      return;
    }
    List<String> decoders =
        plan.modules().entrySet().stream()
            .filter(e -> e.getValue() instanceof ModuleSpec.MaskedDecoder)
            .map(e -> "'" + e.getKey() + "'")
            .toList();
    if (!decoders.isEmpty()) {
      problems.add(
          "type",
          TYPE + ", whose tokens are not patches",
          "an encoder with one token for each patch, as the objective's masked decoder "
              + decoders.stream().collect(Collectors.joining(", "))
              + " needs: "
              + VitConfig.TYPE,
          "use type " + VitConfig.TYPE + ", or an objective without such a decoder");
    }
  }

  @Override
  public EncoderOutput output() {
    int last = stages() - 1;
    return new EncoderOutput(grid(last), width(last), EncoderOutput.ClassToken.NONE);
  }

  @Override
  public int blocks() {
    return depths.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public boolean recomputes() {
    return false;
  }

  // Each stage has its own grid.
  @Override
  public int readableBlocks() {
    return 0;
  }

  @Override
  public boolean attendsCausally() {
    return false;
  }

  @Override
  public String summary() {
    String blocks = depths.stream().map(String::valueOf).collect(Collectors.joining("+"));
    String widths = stages() == 1 ? "" + width : width + " to " + width(stages() - 1);
    return TYPE + ", " + blocks + " blocks of width " + widths + ", " + Sides.patches(this);
  }

  /** Number of stages. */
  public int stages() {
    return depths.size();
  }

  /** The feature map of stage s, from 0. */
  public Grid grid(int s) {
    return new Grid(grid().rows() >> s, grid().columns() >> s);
  }

  /** Token width of stage s, from 0. */
  public int width(int s) {
    return width << s;
  }

  /** Attention heads of stage s, from 0. */
  public int heads(int s) {
    return heads.get(s);
  }

  /** Side of a window in stage s, from 0. */
  public int window(int s) {
    return window.get(window.size() == 1 ? 0 : s);
  }

  /** Hidden width of the MLPs of stage s, from 0. */
  public int mlpWidth(int s) {
    return (int) (width(s) * mlpRatio);
  }
}
