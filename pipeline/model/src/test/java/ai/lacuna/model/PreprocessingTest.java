package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.ImageShape;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  private static final Preprocessing TWO_CHANNELS =
      new Preprocessing(
          new ImageShape(2, 1, 3), new float[] {0.5f, 0.25f}, new float[] {0.5f, 0.125f});

  @Test
  void bytesAreUnsignedAndChannelsApart() {
    byte[] pixels = {0, (byte) 255, 51, 0, (byte) 255, 51};
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray images = TWO_CHANNELS.normalise(manager, pixels);
      assertThat(images.getShape()).isEqualTo(new Shape(1, 2, 1, 3));
      assertThat(images.toFloatArray())
          .containsExactly(-1, 1, (0.2f - 0.5f) / 0.5f, -2, 6, (0.2f - 0.25f) / 0.125f);
      assertThat(images.getManager()).isSameAs(manager);
    }
  }

  @Test
  void incompleteImagesAreRefused() {
    try (NDManager manager = Engine.newCpuManager()) {
      assertThatThrownBy(() -> TWO_CHANNELS.normalise(manager, new byte[7]))
          .hasMessageContaining("take 6 bytes each, given 7");
    }
  }

  @Test
  void statisticsMustFitTheChannels() {
    assertThatThrownBy(
            () -> new Preprocessing(new ImageShape(3, 1, 1), new float[1], new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 channels");
    assertThatThrownBy(
            () -> new Preprocessing(new ImageShape(1, 1, 1), new float[1], new float[] {0}))
        .hasMessageContaining("must be positive");
  }
}
