package ai.lacuna.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.Plan;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Augmentation.Solarise;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Mixing;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ViewSpecTest {

  private static final TrainingDefaults ANY =
      new TrainingDefaults(1, 1, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0);

  @Test
  void cropsMayBeAugmentedDifferently() {
    ViewSpec view =
        ViewSpec.of("global", Crop.defaults(), Flip.defaults())
            .plusCrop(Flip.defaults(), Solarise.defaults());
    assertThat(view.count()).isEqualTo(2);
    assertThat(view.crops().get(1)).containsExactly(Flip.defaults(), Solarise.defaults());
    assertThat(view.withAugmentations(List.of(Flip.defaults())).crops().get(1)).hasSize(1);
  }

  @Test
  void theSizeIsTheEncodersUnlessItIsSaid() {
    ImageShape encoder = new ImageShape(3, 224, 160);
    ViewSpec view = ViewSpec.randomResizedCrop();
    assertThat(view.shape(encoder)).isEqualTo(encoder);
    assertThat(view.withSide(96).shape(encoder)).isEqualTo(new ImageShape(3, 96, 96));
  }

  @Test
  void thePlansMaskIsTheFirstViews() {
    ViewSpec other = ViewSpec.of("other", Crop.defaults());
    Plan plan =
        Plan.with(ANY)
            .view(ViewSpec.randomResizedCrop())
            .view(other)
            .mask(new MaskSpec.Random(0.5))
            .encode(EncodeMode.VISIBLE_ONLY)
            .build();
    assertThat(plan.view().mask()).isEqualTo(new MaskSpec.Random(0.5));
    assertThat(plan.views().get(1)).isEqualTo(other);
    assertThat(plan.mode(plan.view())).isEqualTo(EncodeMode.VISIBLE_ONLY);
    assertThat(plan.mode(other)).isEqualTo(EncodeMode.FULL);
  }

  @Test
  void onlyPlansWithOneCropCanMixImages() {
    Plan.Builder two = Plan.with(ANY).view(ViewSpec.randomResizedCrop().withCount(2));
    assertThatThrownBy(() -> two.mix(Mixing.defaults()).build())
        .hasMessageContaining("one crop of each");
    assertThat(Plan.with(ANY).mix(Mixing.defaults()).build().mixing()).isPresent();
  }

  @Test
  void prefixCausalAttentionNeedsAPrefix() {
    Plan.Builder causal = Plan.with(ANY).encode(EncodeMode.PREFIX_CAUSAL);
    assertThatThrownBy(causal::build).hasMessageContaining("needs a view with MaskSpec.Prefix");
    assertThatThrownBy(() -> causal.mask(new MaskSpec.Random(0.5)).build())
        .hasMessageContaining("view 'image' hides patches by Random[ratio=0.5]")
        .hasMessageContaining("use MaskSpec.Prefix");
    Plan plan = causal.mask(new MaskSpec.Prefix(1)).build();
    assertThat(plan.mode(plan.view())).isEqualTo(EncodeMode.PREFIX_CAUSAL);
    assertThatThrownBy(
            () ->
                Plan.with(ANY)
                    .mask(new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE))
                    .encode(EncodeMode.VISIBLE_ONLY)
                    .build())
        .hasMessageContaining("sequences of different lengths");
  }

  @Test
  void impossibleViewsAreRefused() {
    assertThatThrownBy(() -> ViewSpec.of("My View", Crop.defaults()))
        .hasMessageContaining("'My View'");
    assertThatThrownBy(() -> Crop.RandomResized.of(0.5, 0.2)).hasMessageContaining("minArea");
    assertThatThrownBy(() -> ViewSpec.randomResizedCrop().withSide(-1)).hasMessageContaining("-1");
  }

  @Test
  void aMaskForSomeImages() {
    Grid grid = new Grid(4, 4);
    MaskSpec spec = new MaskSpec.Sometimes(0.5, new MaskSpec.Random(0.25));
    int masked = 0;
    for (int n = 0; n < 1000; n++) {
      PatchMask mask = spec.draw(grid, new SplittableRandom(n));
      assertThat(mask.visible()).isIn(12, 16);
      masked += mask.visible() == 12 ? 1 : 0;
    }
    assertThat(masked).isBetween(437, 563); // four standard deviations around 500
  }
}
