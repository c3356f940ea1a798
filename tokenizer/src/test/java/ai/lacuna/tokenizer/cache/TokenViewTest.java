package ai.lacuna.tokenizer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;
import org.junit.jupiter.api.Test;

class TokenViewTest {

  private static final ViewSpec FIRST =
      ViewSpec.of(
              "image",
              Crop.RandomResized.of(0.08, 1),
              new Augmentation.ColourJitter(0.4, 0.4, 0.4, 0, 1),
              new Augmentation.Flip(0.5))
          .withMask(new MaskSpec.Random(0.4));
  private static final ImageShape ENCODER = new ImageShape(3, 224, 224);

  @Test
  void theSameCropIsResizedToTheTokenizersSize() {
    ViewSpec view = TokenView.of(FIRST, ENCODER, new ImageShape(3, 112, 112)).orElseThrow();

    assertThat(view.draws()).isEqualTo("image");
    assertThat(view.crops()).isEqualTo(FIRST.crops());
    assertThat(view.shape(ENCODER)).isEqualTo(new ImageShape(3, 112, 112));
    assertThat(view.crop())
        .isEqualTo(new Crop.RandomResized(0.08, 1, 3.0 / 4, 4.0 / 3, Interpolation.LANCZOS));
    assertThat(view.mask()).isEqualTo(new MaskSpec.None());
  }

  @Test
  void imagesOfOneSizeAreTheSamePixels() {
    assertThat(TokenView.of(FIRST, ENCODER, ENCODER)).isEmpty();
    assertThat(TokenView.training(FIRST, ENCODER, ENCODER).crop()).isEqualTo(FIRST.crop());
  }
}
