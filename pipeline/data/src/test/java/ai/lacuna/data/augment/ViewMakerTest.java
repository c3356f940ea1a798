package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Augmentation.Greyscale;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViewMakerTest {

  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final PixelStatistics PIXELS =
      new PixelStatistics(new float[] {0.5f, 0.4f, 0.3f}, new float[] {0.2f, 0.3f, 0.25f});

  private static Image image(int channels, int height, int width) {
    byte[] pixels = new byte[channels * height * width];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new Image(channels, height, width, pixels);
  }

  private static byte[] make(ViewSpec view, int crop, long position) {
    ViewMaker maker = new ViewMaker(view, SHAPE, PIXELS);
    byte[] target = new byte[maker.bytes()];
    maker.make(image(3, 23, 31), crop, new Streams(8), 1, position, target, 0);
    return target;
  }

  static List<Augmentation> idle() {
    return AllAugmentations.with(0);
  }

  @ParameterizedTest
  @MethodSource("idle")
  void oneMoreAugmentationChangesNoOtherOnesNumbers(Augmentation more) {
    List<Augmentation> with = new ArrayList<>();
    List<Augmentation> without = new ArrayList<>();
    for (Augmentation augmentation : AllAugmentations.with(1)) {
      if (augmentation.getClass() != more.getClass()) {
        with.add(more);
        with.add(augmentation);
        without.add(augmentation);
      }
    }
    ViewSpec view = ViewSpec.randomResizedCrop();
    for (int position = 0; position < 20; position++) {
      assertThat(make(view.withAugmentations(with), 0, position))
          .isEqualTo(make(view.withAugmentations(without), 0, position));
    }
  }

  static List<Augmentation> certain() {
    return AllAugmentations.with(1);
  }

  @ParameterizedTest
  @MethodSource("certain")
  void eachChangesImagesAndEachCropInItsOwnWay(Augmentation augmentation) {
    ViewSpec plain = ViewSpec.of("v", new Crop.Centre()).withCount(2);
    ViewSpec changed = plain.withAugmentations(List.of(augmentation));
    int differ = 0;
    for (int position = 0; position < 20; position++) {
      assertThat(make(plain, 1, position)).isEqualTo(make(plain, 0, position));
      differ += Arrays.equals(make(plain, 0, position), make(changed, 0, position)) ? 0 : 1;
    }
    assertThat(differ).isGreaterThan(15);
    boolean random = !(augmentation instanceof Flip || augmentation instanceof Greyscale);
    if (random && !(augmentation instanceof Augmentation.Solarise)) {
      assertThat(make(changed, 1, 3)).isNotEqualTo(make(changed, 0, 3));
      assertThat(make(changed, 0, 4)).isNotEqualTo(make(changed, 0, 3));
    }
  }

  static List<Crop> crops() {
    return AllAugmentations.crops();
  }

  @ParameterizedTest
  @MethodSource("crops")
  void everyCropHasTheViewsSizeWhateverTheImages(Crop crop) {
    for (int channels : new int[] {1, 3, 5}) {
      float[] some = new float[channels];
      Arrays.fill(some, 0.5f);
      ViewMaker maker =
          new ViewMaker(
              ViewSpec.of("v", crop).withSide(8).withAugmentations(AllAugmentations.with(1)),
              new ImageShape(channels, 16, 16),
              new PixelStatistics(some, some));
      for (int[] size : new int[][] {{1, 1}, {3, 40}, {40, 3}, {8, 8}, {9, 7}}) {
        byte[] target = new byte[maker.bytes()];
        Image image = image(channels, size[0], size[1]);
        byte[] before = image.pixels().clone();
        maker.make(image, 0, new Streams(1), 0, 0, target, 0);
        assertThat(target).hasSize(channels * 64);
        assertThat(image.pixels()).as("the image itself").isEqualTo(before);
      }
    }
  }

  @Test
  void aViewThatDrawsAsAnotherShowsTheSamePart() {
    Crop crop = Crop.RandomResized.of(0.1, 0.5);
    ViewSpec first = ViewSpec.of("first", crop, new Flip(0.5));
    ViewSpec same = ViewSpec.of("second", crop, new Flip(0.5), new Greyscale(0)).drawingAs("first");
    ViewSpec own = ViewSpec.of("second", crop, new Flip(0.5));
    for (int position = 0; position < 20; position++) {
      assertThat(make(same, 0, position)).isEqualTo(make(first, 0, position));
      assertThat(make(own, 0, position)).isNotEqualTo(make(first, 0, position));
    }
  }

  @Test
  void aPaddedCropAtItsMiddleIsTheImage() {
    Image image = image(3, 5, 4);
    PaddedCrop zero = new PaddedCrop(new Crop.Padded(3, Crop.Padded.Edge.ZERO));
    PaddedCrop reflect = new PaddedCrop(new Crop.Padded(3, Crop.Padded.Edge.REFLECT));
    assertThat(zero.at(image, 0, 0).pixels()).isEqualTo(image.pixels());
    assertThat(zero.at(image, -3, 0).at(0, 0, 1)).isZero();
    assertThat(zero.at(image, -3, 1).at(4, 2, 1)).isEqualTo(image.at(1, 3, 1));
    assertThat(reflect.at(image, -3, 0).at(0, 0, 1)).isEqualTo(image.at(3, 0, 1));
    assertThat(reflect.at(image, 0, 3).at(0, 3, 2)).isEqualTo(image.at(0, 0, 2));
  }

  private record Unknown() implements Augmentation {}

  @Test
  void settingsThatNothingCarriesOutAreNamed() {
    ViewSpec view = ViewSpec.of("v", new Crop.Centre(), new Unknown());
    assertThatThrownBy(() -> new ViewMaker(view, SHAPE, PIXELS))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("Unknown");
  }

  @Test
  void everyKindIsListedByName() {
    assertThat(Augmentations.all().keySet())
        .containsExactly(
            "colour-jitter",
            "flip",
            "gaussian-blur",
            "greyscale",
            "rand-augment",
            "random-erasing",
            "solarise",
            "test-noise");
  }
}
