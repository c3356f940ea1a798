package ai.lacuna.api.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiCropTest {

  private static final Grid GRID = new Grid(14, 14);
  private static final PlanContext CONTEXT =
      new PlanContext(
          new ImageShape(3, 224, 224),
          16,
          GRID,
          new EncoderOutput(GRID, 384, EncoderOutput.ClassToken.FIRST));

  @Test
  void noSmallCropExceedsTheBoundaryAndEveryLargeOneDoes() {
    List<ViewSpec> views = new MultiCrop(8, 96.0 / 224, 0.4).views(CONTEXT);
    assertThat(views).extracting(ViewSpec::name).containsExactly("global", "local");
    assertThat(views).extracting(ViewSpec::count).containsExactly(2, 8);
    assertThat(views).extracting(ViewSpec::side).containsExactly(ViewSpec.ENCODER_SIZE, 96);
    assertThat(views)
        .extracting(ViewSpec::crop)
        .containsExactly(Crop.RandomResized.of(0.4, 1), Crop.RandomResized.of(0.05, 0.4));
  }

  @Test
  void aBoundaryBelowTheSmallestCropLeavesCropsOfThatArea() {
    ViewSpec local = new MultiCrop(1, 0.5, 0.03).views(CONTEXT).get(1);
    assertThat(local.crop()).isEqualTo(Crop.RandomResized.of(0.03, 0.03));
  }

  @Test
  void patchesOfLargeCropsAloneAreHidden() {
    MaskSpec mask = new MaskSpec.Random(0.3);
    List<ViewSpec> views = new MultiCrop(2, 0.5, 0.4).views(CONTEXT, mask);
    assertThat(views).extracting(ViewSpec::mask).containsExactly(mask, new MaskSpec.None());
  }

  @Test
  void withoutSmallCropsThereIsNoViewOfThem() {
    assertThat(new MultiCrop(0, 0.5, 0.4).views(CONTEXT))
        .extracting(ViewSpec::name)
        .containsExactly("global");
  }
}
