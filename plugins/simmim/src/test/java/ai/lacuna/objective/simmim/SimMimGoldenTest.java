package ai.lacuna.objective.simmim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialCode;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks, and one step, against the official implementation. */
class SimMimGoldenTest {

  private static final Pattern MERGING = Pattern.compile("layers\\.(\\d+)\\.downsample\\.");

  static Stream<GoldenCase> generators() {
    return Golden.cases("simmim", "mask_generator");
  }

  static Stream<GoldenCase> steps() {
    return Stream.concat(Golden.cases("simmim", "vit"), Golden.cases("simmim", "swin"));
  }

  @ParameterizedTest
  @MethodSource("generators")
  void masks(GoldenCase golden) {
    JsonNode c = golden.config();
    int patch = c.path("model_patch_size").asInt();
    int patches = c.path("input_size").asInt() / patch;
    Grid grid = new Grid(patches, patches);
    MaskSpec.Squares spec =
        new MaskSpec.Squares(
            c.path("mask_ratio").asDouble(), c.path("mask_patch_size").asInt() / patch);
    int squares = spec.squares(grid).size();
    long[] order = golden.longs("input.perm");
    long[] fine = golden.longs("out.masks_first5");
    long[] coarse = golden.longs("out.masks_coarse");
    for (int n = 0; n < golden.shape("input.perm")[0]; n++) {
      int[] permutation =
          Arrays.stream(order, n * squares, (n + 1) * squares).mapToInt(i -> (int) i).toArray();
      PatchMask mask = spec.fromOrder(grid, permutation);
      boolean[] hidden = mask.hidden();
      long hiddenSquares = Arrays.stream(coarse, n * squares, (n + 1) * squares).sum();
      assertThat(mask.size() - mask.visible())
          .isEqualTo((int) hiddenSquares * spec.side() * spec.side());
      if (n < golden.shape("out.masks_first5")[0]) {
        for (int i = 0; i < hidden.length; i++) {
          assertThat(hidden[i]).isEqualTo(fine[n * hidden.length + i] == 1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig backbone = backbone(c);
    SimMimObjective objective = new SimMimObjective(config(c));
    Plan plan = objective.plan(backbone.context(3));
    try (OfficialStep official = OfficialStep.of(golden, official(golden), backbone, plan);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray images = golden.array(official.manager(), "input.images");
      Step step = official.network().step(official.manager(), images, golden.masks("input.mask"));

      NDArray encoded = step.encode();
      int first = backbone.output().classToken().count();
      NDArray tokens =
          encoded.get(":, " + first + ":").transpose(0, 2, 1); // (B, T, D) -> (B, D, T)
      official.assertStage("encoder_output", tokens);
      NDArray pixels = Pixels.arranged(step.run("head", encoded), images); // -> (B, R, S, C)
      NDArray prediction = pixels.transpose(0, 3, 1, 2); // -> (B, C, R, S)
      official.assertStage("reconstruction", prediction);
      NDArray loss = objective.loss(step).total();
      official.assertLoss(loss);
      Autograd.backward(loss);
      official.assertGradients();
      official.assertGroups(official.groups(List.of()));
    }
  }

  private static SimMimConfig config(JsonNode c) {
    return new SimMimConfig(
        c.path("mask_patch_size").asInt(),
        c.path("mask_ratio").asDouble(),
        SimMimConfig.Loss.L1,
        SimMimConfig.IMAGE_RESOLUTION,
        SimMimConfig.HeadKind.LINEAR,
        1,
        1,
        1);
  }

  private static BackboneConfig backbone(JsonNode c) {
    if (c.path("encoder").asText().equals("swin")) {
      return new SwinConfig(
          List.of(c.path("img_size").asInt()),
          c.path("patch_size").asInt(),
          c.path("embed_dim").asInt(),
          numbers(c.path("depths")),
          numbers(c.path("num_heads")),
          List.of(c.path("window_size").asInt()),
          c.path("mlp_ratio").asDouble());
    }
    return VitSizes.of(c)
        .likeBeit(
            c.path("use_abs_pos_emb").asBoolean() ? Position.LEARNED : Position.NONE,
            c.path("init_values").asDouble(),
            c.path("use_shared_rel_pos_bias").asBoolean()
                ? RelativePosition.SHARED
                : RelativePosition.PER_BLOCK);
  }

  private static List<Integer> numbers(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }

  private static OfficialCode official(GoldenCase golden) {
    int side = golden.config().path("encoder_stride").asInt();
    return new OfficialCode() {
      @Override
      public String ours(String official) {
        return SimMimGoldenTest.ours(official);
      }

      @Override
      public Tensor arranged(String official, long[] shape, float[] values) {
        boolean head = official.equals("decoder.0.weight"); // a 1 x 1 convolution
        return Tensor.of(
            ours(official),
            head ? Arrays.copyOf(shape, 2) : shape,
            official.startsWith("decoder.") ? pixelsFirst(values, side) : values);
      }
    };
  }

  // The head's outputs: (channel, row, column) in the official code, (row, column, channel) here.
  private static float[] pixelsFirst(float[] values, int side) {
    int channels = 3;
    int inputs = values.length / (side * side * channels);
    float[] moved = new float[values.length];
    for (int pixel = 0; pixel < side * side; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = (channel * side * side + pixel) * inputs;
        System.arraycopy(values, from, moved, (pixel * channels + channel) * inputs, inputs);
      }
    }
    return moved;
  }

  private static String ours(String name) {
    if (name.equals("encoder.mask_token")) {
      return "mask_token";
    }
    String scaled = name.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
    return MERGING
        .matcher(scaled.replace("decoder.0.", "head.pred."))
        .replaceFirst(m -> "layers." + (Integer.parseInt(m.group(1)) + 1) + ".downsample.");
  }
}
