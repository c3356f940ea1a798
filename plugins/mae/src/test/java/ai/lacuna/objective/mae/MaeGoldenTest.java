package ai.lacuna.objective.mae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialCode;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against the official implementation: masks, tokens, prediction, loss, gradients. */
class MaeGoldenTest {

  static final OfficialCode OFFICIAL =
      new OfficialCode() {
        @Override
        public String ours(String official) {
          if (official.equals("mask_token")) {
            return "decoder.mask_token";
          }
          return official.startsWith("decoder_")
              ? "decoder." + official.substring("decoder_".length())
              : "encoder." + official;
        }

        // Positions are fixed tables, not parameters.
        @Override
        public boolean trains(String official) {
          return !official.endsWith("pos_embed");
        }
      };

  static Stream<GoldenCase> cases() {
    return Golden.cases("mae", "norm_pix");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void masks(GoldenCase golden) {
    int patches = (int) golden.shape("input.noise")[1];
    List<PatchMask> masks = drawn(golden);
    long[] shuffle = golden.longs("mid.ids_shuffle");
    long[] restore = golden.longs("mid.ids_restore");
    float[] hidden = golden.floats("mid.mask");
    for (int b = 0; b < masks.size(); b++) {
      PatchMask mask = masks.get(b);
      assertThat(mask.visible()).isEqualTo((int) golden.shape("mid.ids_keep")[1]);
      for (int i = 0; i < patches; i++) {
        assertThat(mask.order()[i]).isEqualTo((int) shuffle[b * patches + i]);
        assertThat(mask.restore()[i]).isEqualTo((int) restore[b * patches + i]);
        assertThat(mask.hidden()[i]).isEqualTo(hidden[b * patches + i] == 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    for (Recompute recompute : Recompute.values()) {
      step(golden, recompute);
    }
  }

  private static void step(GoldenCase golden, Recompute recompute) {
    JsonNode c = golden.config();
    MaeObjective objective = new MaeObjective(config(c));
    try (OfficialStep official = official(golden, recompute);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray images = golden.array(official.manager(), "input.imgs");
      Step step = official.network().step(official.manager(), images, drawn(golden));

      official.assertStage("encoder_output", step.encode());
      official.assertStage("pred", step.run("decoder", step.encode()));
      official.assertStage("mask", step.hidden());
      String target =
          config(c).target() == MaeConfig.PixelTarget.PIXELS
              ? "target_pixels"
              : "target_normalised";
      official.assertStage(target, step.target());

      NDArray loss = objective.loss(step).total();
      official.assertLoss(loss);
      Autograd.backward(loss);
      official.assertGradients();
    }
  }

  static OfficialStep official(GoldenCase golden, Recompute recompute) {
    JsonNode c = golden.config();
    BackboneConfig backbone = VitSizes.of(c).with(VitConfig.Position.SINCOS);
    Plan plan = new MaeObjective(config(c)).plan(backbone.context(c.path("in_chans").asInt(3)));
    return OfficialStep.of(golden, OFFICIAL, backbone, plan, recompute);
  }

  static MaeConfig config(JsonNode c) {
    return new MaeConfig(
        c.path("mask_ratio").asDouble(),
        c.path("decoder_embed_dim").asInt(),
        c.path("decoder_depth").asInt(),
        c.path("decoder_num_heads").asInt(),
        c.path("mlp_ratio").asDouble(),
        c.path("norm_pix_loss").asBoolean()
            ? MaeConfig.PixelTarget.NORMALISED_PIXELS
            : MaeConfig.PixelTarget.PIXELS,
        MaeConfig.MaskSampling.RANDOM);
  }

  private static List<PatchMask> drawn(GoldenCase golden) {
    MaskSpec.Random spec = new MaskSpec.Random(golden.config().path("mask_ratio").asDouble());
    float[] noise = golden.floats("input.noise");
    int patches = (int) golden.shape("input.noise")[1];
    List<PatchMask> masks = new ArrayList<>();
    for (int from = 0; from < noise.length; from += patches) {
      double[] row = new double[patches];
      for (int i = 0; i < patches; i++) {
        row[i] = noise[from + i];
      }
      masks.add(spec.fromNoise(row));
    }
    return masks;
  }
}
