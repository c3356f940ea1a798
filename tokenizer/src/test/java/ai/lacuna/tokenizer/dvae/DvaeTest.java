package ai.lacuna.tokenizer.dvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Digest;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DvaeTest {

  private static final DvaeConfig SMALL = new DallePytorchConfig(32, 2, 1, 8, 4);

  @TempDir private Path folder;

  private static Dvae dvae(NDManager manager, Design design) {
    return new Dvae(design, Sampling.RELAXED, new Streams(7), Precision.FLOAT32, manager);
  }

  private static byte[] pixels(Design design, int images) {
    ImageShape image = design.image();
    byte[] pixels = new byte[images * image.channels() * image.height() * image.width()];
    new java.util.SplittableRandom(1).nextBytes(pixels);
    return pixels;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void aFileGivesTheSameCodesAndPicturesBack(int channels) throws IOException {
    Design design = new Design(SMALL, Likelihood.MEAN_SQUARED, new ImageShape(channels, 8, 12));
    byte[] pixels = pixels(design, 3);
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = dvae(manager, design)) {
      dvae.save(folder);
      try (Tokenizer tokenizer = Tokenizer.open(folder, manager)) {
        assertThat(tokenizer.design()).isEqualTo(design);
        NDArray codes = tokenizer.codes(manager, pixels);
        assertThat(codes.getShape().getShape()).containsExactly(3, 6);
        NDArray own = dvae.kernels().codes(dvae.kernels().images(manager, pixels));
        assertThat(codes.toLongArray()).isEqualTo(own.toLongArray());
        assertThat(tokenizer.reconstruct(codes)).hasSameSizeAs(pixels);
      }
    }
  }

  @Test
  void noiseIsAFunctionOfTheStreams() {
    Design design = new Design(SMALL, Likelihood.MEAN_SQUARED, new ImageShape(3, 8, 8));
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = dvae(manager, design)) {
      Streams streams = new Streams(1);
      float[] two = dvae.noise(List.of(streams.at("gumbel", 2, 3), streams.at("gumbel", 2, 4)));
      float[] second = dvae.noise(List.of(streams.at("gumbel", 2, 4)));
      int size = 2 * 2 * 32;
      assertThat(two).hasSize(2 * size);
      assertThat(Arrays.copyOfRange(two, size, 2 * size)).isEqualTo(second);
      assertThat(Arrays.copyOf(two, size)).isNotEqualTo(second);
    }
  }

  @Test
  void multiplyAddsAreThoseOfTheLayers() {
    Design pytorch =
        new Design(
            new DallePytorchConfig(512, 2, 1, 64, 64),
            Likelihood.MEAN_SQUARED,
            new ImageShape(3, 32, 32));
    double encoder =
        256 * 64 * 3 * 16 + 64 * 64 * 64 * 16 + 64 * 64 * 64 * (9 + 9 + 1) + 64 * 64 * 512;
    double decoder =
        64 * 512 * 64
            + 64 * 64 * 64 * (1 + 9 + 9 + 1)
            + 64 * 64 * 64 * 16
            + 256 * 64 * 64 * 16
            + 1024 * 64 * 3;
    assertThat(pytorch.multiplyAdds()).isEqualTo(encoder + decoder);

    Design dalle =
        new Design(
            new DalleConfig(16, 2, 1, 8, 8), Likelihood.LOGIT_LAPLACE, new ImageShape(3, 4, 4));
    double narrow = 8 * 2 * 9 + 2 * 2 * 9 + 2 * 2 * 9 + 2 * 8; // a block of width 8
    double wide = 8 * 16 + 8 * 4 * 9 + 4 * 4 * 9 + 4 * 4 * 9 + 4 * 16;
    double up = 8 * 16 + 8 * 4 + 4 * 4 * 9 + 4 * 4 * 9 + 4 * 16 * 9;
    double down = 16 * 8 + 16 * 2 + 2 * 2 * 9 + 2 * 2 * 9 + 2 * 8 * 9;
    double in = 16 * 3 * 8 * 49 + 16 * narrow + 4 * wide + 4 * 16 * 16;
    double out = 4 * 16 * 8 + 4 * up + 16 * down + 16 * 8 * 6;
    assertThat(dalle.multiplyAdds()).isEqualTo(in + out);
  }

  @Test
  void anEncoderAloneGivesCodesAndNoPictures() throws IOException {
    Design design = new Design(SMALL, Likelihood.MEAN_SQUARED, new ImageShape(3, 8, 8));
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = dvae(manager, design)) {
      dvae.save(folder);
      rewrite(name -> name.startsWith("encoder."));
      try (Tokenizer tokenizer = Tokenizer.open(folder, manager)) {
        assertThat(tokenizer.hasDecoder()).isFalse();
        NDArray codes = tokenizer.codes(manager, pixels(design, 2));
        assertThat(codes.size()).isEqualTo(8);
        assertThatThrownBy(() -> tokenizer.reconstruct(codes))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("without its decoder");
      }
    }
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    Design design = new Design(SMALL, Likelihood.MEAN_SQUARED, new ImageShape(3, 8, 8));
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = dvae(manager, design)) {
      dvae.save(folder);
      rewrite(name -> !name.equals("decoder.1.net.2.bias"));
      assertThatThrownBy(() -> Tokenizer.open(folder, manager))
          .isInstanceOf(LacunaException.class)
          .hasMessageContaining("decoder.1.net.2.bias: given no such tensor, expected F32[8]");
    }
  }

  @Test
  void equalSeedsGiveEqualFiles() throws IOException {
    Design design =
        new Design(
            new DalleConfig(32, 3, 1, 8, 4), Likelihood.LOGIT_LAPLACE, new ImageShape(3, 8, 8));
    try (NDManager manager = Engine.newCpuManager();
        Dvae one = dvae(manager, design);
        Dvae two = dvae(manager, design)) {
      Path other = Files.createDirectory(folder.resolve("other"));
      one.save(folder);
      two.save(other);
      assertThat(Digest.ofFile(other.resolve("tokenizer.safetensors")))
          .isEqualTo(Digest.ofFile(folder.resolve("tokenizer.safetensors")));
    }
  }

  private void rewrite(java.util.function.Predicate<String> kept) throws IOException {
    Path file = folder.resolve("tokenizer.safetensors");
    List<Tensor> tensors = new ArrayList<>();
    try (SafetensorsFile all = SafetensorsFile.open(file)) {
      for (String name : all.names()) {
        if (kept.test(name)) {
          tensors.add(Tensor.of(name, all.entry(name).shape(), all.floats(name)));
        }
      }
    }
    SafetensorsWriter.write(file, tensors, Map.of());
  }
}
