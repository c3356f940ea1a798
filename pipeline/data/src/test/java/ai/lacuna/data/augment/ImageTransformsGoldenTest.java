package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.image.Image;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of whole images against torchvision on Pillow, bit for bit. */
class ImageTransformsGoldenTest {

  // Resizing and normalisation are compared beside their code.
  private static final Pattern NAME =
      Pattern.compile(
          "(hflip|grayscale|brightness_|contrast_|saturation_|hue_|solarize_|gaussian_blur_r)(.*)");

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "image_transforms");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTorchvision(GoldenCase golden) {
    int compared = 0;
    for (String name : golden.names("out.")) {
      Matcher parts = NAME.matcher(name);
      if (parts.matches()) {
        double argument = parts.group(2).isEmpty() ? 0 : Double.parseDouble(parts.group(2));
        Image actual = apply(parts.group(1), image(golden, "input.image"), argument);
        assertThat(actual.pixels()).as(name).isEqualTo(image(golden, "out." + name).pixels());
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(8);
  }

  private static Image apply(String operation, Image image, double argument) {
    return switch (operation) {
      case "hflip" -> Flip.mirrored(image);
      case "grayscale" -> Colours.greyscale(image);
      case "brightness_" -> Colours.brightness(image, argument);
      case "contrast_" -> Colours.contrast(image, argument);
      case "saturation_" -> Colours.saturation(image, argument);
      case "hue_" -> Colours.hue(image, argument);
      case "solarize_" -> Tables.solarise(image, (int) argument);
      case "gaussian_blur_r" -> GaussianBlur.blur(image, argument);
      default -> throw new IllegalArgumentException("no operation " + operation);
    };
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
