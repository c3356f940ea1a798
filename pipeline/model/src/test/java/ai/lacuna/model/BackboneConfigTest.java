package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import java.util.List;
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
            "image: given 3, expected at least one patch of 4 pixels.",
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

  @Test
  void aMisspeltPresetIsCorrected() {
    assertThatThrownBy(() -> BackboneConfig.preset("vit-bse/16"))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("did you mean 'vit-base/16'?");
  }
}
