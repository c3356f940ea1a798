package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The end of the reference's evaluation pipeline: bytes to [0, 1], then ImageNet's mean and
 * deviation.
 */
class PreprocessingGoldenTest {

  private static final float[] ZERO = {0, 0, 0};
  private static final float[] ONE = {1, 1, 1};
  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_STD = {0.229f, 0.224f, 0.225f};

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "image_transforms");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void normalisesAsTheReference(GoldenCase golden) {
    compare(golden, "out.to_tensor_center_crop", ZERO, ONE);
    compare(golden, "out.normalized", IMAGENET_MEAN, IMAGENET_STD);
  }

  private static void compare(GoldenCase golden, String output, float[] mean, float[] std) {
    long[] shape = golden.shape(output); // (C, H, W)
    ImageShape image = new ImageShape((int) shape[0], (int) shape[1], (int) shape[2]);
    byte[] pixels = planes(golden.longs("out.center_crop" + image.height()), image);
    try (NDManager manager = Engine.newCpuManager()) {
      float[] actual =
          new Preprocessing(image, mean, std).normalise(manager, pixels).toFloatArray();
      assertClose(golden + " " + output, actual, golden.floats(output), 1e-6, 0);
    }
  }

  // (H, W, C) -> (C, H, W)
  private static byte[] planes(long[] interleaved, ImageShape image) {
    int plane = image.height() * image.width();
    byte[] pixels = new byte[interleaved.length];
    for (int i = 0; i < interleaved.length; i++) {
      int channel = i % image.channels();
      pixels[channel * plane + i / image.channels()] = (byte) interleaved[i];
    }
    return pixels;
  }
}
