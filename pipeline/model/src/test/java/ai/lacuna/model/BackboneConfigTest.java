package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackboneConfigTest {

  @Test
  void allPresetsAreSound() {
    BackboneConfig.presets()
        .forEach(
            (name, config) -> {
              Problems problems = new Problems();
              config.check(problems);
              assertThat(problems.list()).as(name).isEmpty();
            });
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Problems problems = new Problems();
    TestNetworks.backbone(List.of(30, 3), 4, 130, 2, 4).check(problems);
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "image: given 30, expected a multiple of patch = 4. Fix: use 28",
            "image: given 3, expected a multiple of patch = 4. Fix: use 4",
            "heads: given 4, expected a divisor of width = 130.",
            "width: given 130, expected a multiple of 4, as sine-cosine positions need.");
  }

  @Test
  void imagesHaveOneOrTwoSides() {
    Problems problems = new Problems();
    TestNetworks.backbone(List.of(8, 8, 8), 4, 128, 2, 4).check(problems);
    assertThat(problems.list()).extracting(Problem::path).containsExactly("image");
  }

  @Test
  void rectanglesAreHeightByWidth() {
    BackboneConfig config = TestNetworks.backbone(List.of(32, 48), 8, 16, 1, 2);
    assertThat(config.shape(5)).isEqualTo(new ImageShape(5, 32, 48));
    assertThat(config.grid()).isEqualTo(new Grid(4, 6));
    assertThat(config.context(5).patchElements()).isEqualTo(8 * 8 * 5);
  }

  @Test
  void twoEqualSidesAreASquare() {
    assertThat(TestNetworks.backbone(List.of(32, 32), 8, 16, 1, 2))
        .isEqualTo(TestNetworks.backbone(List.of(32), 8, 16, 1, 2));
  }

  private static SwinConfig swin(
      List<Integer> image, List<Integer> depths, List<Integer> heads, Integer... window) {
    return new SwinConfig(image, 4, 96, depths, heads, List.of(window), 4);
  }

  private static List<String> problems(SwinConfig config) {
    Problems problems = new Problems();
    config.check(problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void allProblemsOfASwinAreReportedAtOnce() {
    SwinConfig config = swin(List.of(100, 224), List.of(2, 2, 2), List.of(3, 5, 12), 7, 7);
    assertThat(problems(config))
        .containsExactly(
            "image: given 100, expected a multiple of patch · 2^2 = 16. Fix: use 96",
            "heads: given [3, 5, 12], expected a divisor of the width of each stage; stage 2 has"
                + " width 192 and 5 heads.",
            "window: given [7, 7], expected one side for all stages, or 3, one for each.");
  }

  @Test
  void stagesMustHaveBlocksAndHeads() {
    assertThat(problems(swin(List.of(224), List.of(), List.of(3), 7)))
        .containsExactly(
            "depths: given [], expected one number of blocks for each of 1 to 8 stages.");
    assertThat(problems(swin(List.of(224), List.of(2, 2), List.of(3), 7)))
        .containsExactly(
            "heads: given [3], expected one number for each of the 2 stages in depths.");
  }

  @Test
  void aWindowMustFitAndTileTheMapsOfAllStages() {
    List<Integer> heads = List.of(3, 6, 12, 24);
    assertThat(problems(swin(List.of(192), List.of(2, 2, 6, 2), heads, 12)))
        .containsExactly(
            "window: given 12, expected no larger than the 6x6 feature map of stage 4. Fix: use"
                + " [12, 12, 12, 6], or another image size");
    assertThat(problems(swin(List.of(192), List.of(2, 2, 6, 2), heads, 12, 12, 12, 6))).isEmpty();
    assertThat(problems(swin(List.of(256), List.of(2, 2), List.of(3, 6), 7)))
        .containsExactly(
            "window: given 7, expected a divisor of the sides of the 64x64 feature map of stage 1,"
                + " a divisor of the sides of the 32x32 feature map of stage 2. Fix: use 4, or"
                + " another image size");
  }

  @Test
  void mergingHalvesTheGridAndDoublesTheWidth() {
    BackboneConfig config = BackboneConfig.preset("swin-base");
    assertThat(config.grid()).isEqualTo(new Grid(56, 56));
    assertThat(config.output())
        .isEqualTo(new EncoderOutput(new Grid(7, 7), 1024, EncoderOutput.ClassToken.NONE));
    assertThat(config.summary())
        .isEqualTo("swin, 2+2+18+2 blocks of width 128 to 1024, 3136 patches of 4x4");
  }

  // The published sizes less the classifier of 1,000 classes.
  @Test
  void presetsHaveAsManyParametersAsPublished() {
    assertThat(parameters("swin-tiny")).isEqualTo(28_288_354 - 769_000);
    assertThat(parameters("swin-small")).isEqualTo(49_606_258 - 769_000);
    assertThat(parameters("swin-base")).isEqualTo(87_768_224 - 1_025_000);
  }

  // El-Nouby et al. 2024, table 1.
  @Test
  void presetsOfAimHaveAboutAsManyParametersAsPublished() {
    assertThat(parameters("aim-600m/14") / 1e9).isCloseTo(0.6, within(0.1));
    assertThat(parameters("aim-1b/14") / 1e9).isCloseTo(1.2, within(0.1));
    assertThat(parameters("aim-3b/14") / 1e9).isCloseTo(2.7, within(0.1));
    assertThat(parameters("aim-7b/14") / 1e9).isCloseTo(6.5, within(0.1));
  }

  private static long parameters(String preset) {
    BackboneConfig config = BackboneConfig.preset(preset);
    return Backbones.parameters(config, config.shape(3)).stream()
        .mapToLong(spec -> spec.shape().size())
        .sum();
  }

  @Test
  void equalWindowsAreOneNumber() {
    assertThat(swin(List.of(56, 56), List.of(2, 2), List.of(3, 6), 7, 7))
        .isEqualTo(swin(List.of(56), List.of(2, 2), List.of(3, 6), 7));
  }

  @Test
  void aSwinRefusesWhatNeedsATokenForEachPatch() {
    Problems problems = new Problems();
    BackboneConfig config = BackboneConfig.preset("swin-tiny");
    ModuleSpec decoder = new ModuleSpec.MaskedDecoder(16, 1, 2, 4, 48);
    config.checkPlan(TestNetworks.plan(Map.of("decoder", decoder)), problems);
    config.checkPlan(TestNetworks.plan(EncodeMode.FULL, Map.of("decoder", decoder)), problems);
    config.checkPlan(TestNetworks.plan(EncodeMode.FULL, Map.of()), problems);
    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "type: given swin, whose windows need every patch, expected an encoder that can encode"
                + " visible patches only, as the objective asks: vit. Fix: use type vit, or an"
                + " objective that encodes all patches",
            "type: given swin, whose tokens are not patches, expected an encoder with one token for"
                + " each patch, as the objective's masked decoder 'decoder' needs: vit. Fix: use"
                + " type vit, or an objective without such a decoder");
  }

  @Test
  void aMisspeltPresetIsCorrected() {
    assertThatThrownBy(() -> BackboneConfig.preset("vit-bse/16"))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("did you mean 'vit-base/16'?");
  }
}
