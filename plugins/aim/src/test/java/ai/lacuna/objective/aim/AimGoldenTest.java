package ai.lacuna.objective.aim;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.golden.OfficialStep;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One step against the official trunk, and head and loss of the paper: tokens, predictions, loss,
 * gradients, update.
 */
class AimGoldenTest {

  private static final int CHANNELS = 3;

  static Stream<GoldenCase> cases() {
    return Golden.cases("aim", "prefix_causal");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    AimObjective objective = new AimObjective(config(golden.config()));
    try (OfficialStep official = official(golden);
        Autograd.Scope recording = Autograd.recording()) {
      NDArray images = golden.array(official.manager(), "input.images");
      Step step = official.network().step(official.manager(), images, prefixes(golden));

      NDArray tokens = step.encode();
      official.assertStage("trunk_output", tokens);
      official.assertStage("pred", step.run("head", tokens));
      official.assertStage("target", step.target());
      long[] hidden = golden.longs("input.mask");
      float[] ours = step.hidden().toFloatArray();
      for (int i = 0; i < hidden.length; i++) {
        assertThat(ours[i]).isEqualTo((float) hidden[i]);
      }
      NDArray loss = objective.loss(step).total();
      official.assertLoss(loss);
      Autograd.backward(loss);
      official.assertGradients();
    }
  }

  // Each prediction is for the next patch, and counts where that is behind the prefix.
  @ParameterizedTest
  @MethodSource("cases")
  void everyPredictionIsComparedWithTheNextPatch(GoldenCase golden) {
    AimObjective objective = new AimObjective(config(golden.config()));
    try (OfficialStep official = official(golden);
        Autograd.Scope paused = Autograd.paused()) {
      NDArray images = golden.array(official.manager(), "input.images");
      float[] weights = golden.floats("mid.loss_weight"); // (B, N-1)
      float[] errors = golden.floats("mid.per_patch_loss"); // (B, N-1)
      List<PatchMask> prefixes = prefixes(golden);
      for (int b = 0; b < prefixes.size(); b++) {
        PatchMask prefix = prefixes.get(b);
        int predicted = prefix.size() - 1;
        double sum = 0;
        int counted = 0;
        for (int i = b * predicted; i < (b + 1) * predicted; i++) {
          sum += weights[i] * errors[i];
          counted += Math.round(weights[i]);
        }
        assertThat(counted).isEqualTo(prefix.size() - prefix.visible());
        NDArray image = images.get(b + ":" + (b + 1));
        Step one = official.network().step(official.manager(), image, List.of(prefix));
        float[] loss = objective.loss(one).total().toFloatArray();
        assertClose("image " + b, loss, new float[] {(float) (sum / counted)}, 0, 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUpdateFromRecordedGradients(GoldenCase golden) {
    try (OfficialStep official = official(golden)) {
      official.assertRecordedUpdate(official.twoGroups());
    }
  }

  private static OfficialStep official(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig backbone = VitSizes.of(c).likeAim();
    Plan plan = new AimObjective(config(c)).plan(backbone.context(CHANNELS));
    return OfficialStep.of(golden, AimGoldenTest::ours, backbone, plan);
  }

  // The recorded head has biases and no positions of its own.
  private static AimConfig config(JsonNode c) {
    return new AimConfig(
        AimConfig.Attention.PREFIX,
        c.path("head_width").asInt(),
        c.path("head_blocks").asInt(),
        c.path("head_mlp_ratio").asDouble(),
        Positions.NONE,
        Bias.ALL,
        c.path("norm_pix").asBoolean()
            ? AimConfig.PixelTarget.NORMALISED_PIXELS
            : AimConfig.PixelTarget.PIXELS);
  }

  private static List<PatchMask> prefixes(GoldenCase golden) {
    int patches = (int) golden.shape("input.mask")[1];
    List<PatchMask> prefixes = new ArrayList<>();
    for (long length : golden.longs("input.prefix_len")) {
      prefixes.add(new PatchMask(IntStream.range(0, patches).toArray(), Math.toIntExact(length)));
    }
    return prefixes;
  }

  private static String ours(String name) {
    return name.replace("preprocessor.patchifier.", "encoder.patch_embed.")
        .replace("trunk.post_trunk_norm.", "encoder.norm.")
        .replace("trunk.", "encoder.")
        .replace("norm_1", "norm1")
        .replace("norm_2", "norm2")
        .replace("head.proj.", "head.embed.")
        .replace("head.out.", "head.pred.")
        .replaceFirst("head\\.norms\\.(\\d+)\\.", "head.blocks.$1.norm.")
        .replaceFirst("head\\.mlps\\.(\\d+)\\.", "head.blocks.$1.");
  }
}
