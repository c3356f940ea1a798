package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Resizing, cropping and flipping against Pillow and torchvision. */
class ResamplerGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "image_transforms");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resizedCropsEqualPillow(GoldenCase golden) {
    Image image = image(golden, "input.image");
    JsonNode tlhw = golden.config().get("resized_crop_tlhw");
    Box crop =
        new Box(tlhw.get(0).asInt(), tlhw.get(1).asInt(), tlhw.get(2).asInt(), tlhw.get(3).asInt());
    int side = golden.config().get("resized_crop_size").asInt();
    check(
        golden,
        "out.resized_crop_bicubic_" + side,
        Resampler.resize(image, crop, side, side, Filter.BICUBIC));
    check(
        golden,
        "out.resized_crop_bilinear_" + side,
        Resampler.resize(image, crop, side, side, Filter.BILINEAR));
    check(
        golden,
        "out.resized_crop_full_bicubic_9",
        Resampler.resize(image, image.bounds(), 9, 9, Filter.BICUBIC));
    check(
        golden, "out.lanczos_24", Resampler.resize(image, image.bounds(), 24, 24, Filter.LANCZOS));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void evaluationViewEqualsTorchvision(GoldenCase golden) {
    Image image = image(golden, "input.image");
    int[] size = Resampler.covering(image.height(), image.width(), 24, 24);
    Image resized = Resampler.resize(image, image.bounds(), size[0], size[1], Filter.BICUBIC);
    check(golden, "out.resize_short24_bicubic", resized);
    Box centre = Box.centre(resized.height(), resized.width(), 20, 20);
    Image cropped = Resampler.resize(resized, centre, 20, 20, Filter.BICUBIC);
    check(golden, "out.center_crop20", cropped);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void flipAndPlanesEqualTorchvision(GoldenCase golden) {
    Image image = image(golden, "input.image");
    int height = image.height();
    int width = image.width();
    byte[] planes = new byte[image.pixels().length];
    Resampler.resizeToPlanes(
        image, image.bounds(), height, width, Filter.BICUBIC, Resampler.Flip.HORIZONTAL, planes, 0);
    byte[] interleaved = new byte[planes.length];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < height * width; i++) {
        interleaved[i * 3 + c] = planes[c * height * width + i];
      }
    }
    check(golden, "out.hflip", new Image(3, height, width, interleaved));
  }

  // The fixture allows one grey level; with the same fixed-point weights there is no reason for it.
  private static void check(GoldenCase golden, String name, Image actual) {
    Image expected = image(golden, name);
    assertThat(actual.height()).as(name).isEqualTo(expected.height());
    assertThat(actual.width()).as(name).isEqualTo(expected.width());
    assertThat(actual.pixels()).as(name).isEqualTo(expected.pixels());
  }

  private static Image image(GoldenCase golden, String name) {
    long[] shape = golden.shape(name);
    long[] values = golden.longs(name);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return new Image((int) shape[2], (int) shape[0], (int) shape[1], pixels);
  }
}
