package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.data.image.Image;
import ai.lacuna.files.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against Pillow, bit for bit; how the numbers were made stands beside them. */
class PillowOperationsTest {

  private static final Path FILE = Path.of("src/test/resources/pillow/operations.safetensors");
  private static final byte[] FILL = {124, 116, 104};

  static List<String> results() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(FILE)) {
      return file.names().stream().filter(name -> name.contains("/")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("results")
  void equalsPillow(String name) throws IOException {
    String[] parts = name.split("/");
    try (SafetensorsFile file = SafetensorsFile.open(FILE)) {
      Image actual = operation(parts[1]).apply(image(file, parts[0]), Double.parseDouble(parts[2]));
      assertThat(actual.pixels()).isEqualTo(image(file, name).pixels());
    }
  }

  @Test
  void manyResultsAreCompared() throws IOException {
    assertThat(results()).hasSizeGreaterThan(300);
  }

  private static BiFunction<Image, Double, Image> operation(String name) {
    Affine linear = new Affine(Interpolation.BILINEAR, FILL);
    Affine cubic = new Affine(Interpolation.BICUBIC, FILL);
    return switch (name) {
      case "blur" -> GaussianBlur::blur;
      case "brightness" -> Colours::brightness;
      case "contrast" -> Colours::contrast;
      case "saturation" -> Colours::saturation;
      case "sharpness" -> Sharpness::adjust;
      case "hue" -> Colours::hue;
      case "greyscale" -> (image, nothing) -> Colours.greyscale(image);
      case "autocontrast" -> (image, nothing) -> Tables.autocontrast(image);
      case "equalise" -> (image, nothing) -> Tables.equalise(image);
      case "invert" -> (image, nothing) -> Tables.invert(image);
      case "posterise" -> (image, bits) -> Tables.posterise(image, bits.intValue());
      case "solarise" -> (image, threshold) -> Tables.solarise(image, threshold.intValue());
      case "solarise-add" -> (image, added) -> Tables.solariseAdd(image, added.intValue());
      case "rotate-bilinear" -> linear::rotate;
      case "rotate-bicubic" -> cubic::rotate;
      case "shear-x-bilinear" -> linear::shearX;
      case "shear-x-bicubic" -> cubic::shearX;
      case "shear-y-bilinear" -> linear::shearY;
      case "shear-y-bicubic" -> cubic::shearY;
      case "translate-x-bilinear" -> linear::translateX;
      case "translate-x-bicubic" -> cubic::translateX;
      case "translate-y-bilinear" -> linear::translateY;
      case "translate-y-bicubic" -> cubic::translateY;
      default -> throw new IllegalArgumentException("no operation " + name);
    };
  }

  private static Image image(SafetensorsFile file, String name) {
    try {
      long[] shape = file.entry(name).shape();
      ByteBuffer buffer = file.bytes(name);
      byte[] pixels = new byte[buffer.remaining()];
      buffer.get(pixels);
      return new Image((int) shape[2], (int) shape[0], (int) shape[1], pixels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
