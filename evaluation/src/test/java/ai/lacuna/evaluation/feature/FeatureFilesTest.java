package ai.lacuna.evaluation.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.evaluation.TinyData;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.model.Encoder;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFilesTest {

  @TempDir private Path folder;

  @Test
  void pixelsAreWhatTheLoaderGives() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 30, 4, 0);
    Dataset test = TinyData.shapes(folder.resolve("test"), 11, 4, 1);
    Featurizer pixels =
        new PixelFeaturizer(BackboneConfigs.TINY.shape(3), train.mean(), train.std(), 8);
    List<Long> progress = new ArrayList<>();
    FeatureFiles.write(pixels, train, test, 2, folder.resolve("out"), progress::add);

    FeatureFiles files = FeatureFiles.open(folder.resolve("out"));
    assertThat(files.classes()).isEqualTo(train.classes()).hasSize(4);
    assertThat(progress).endsWith(41L);
    try (NDManager manager = Engine.newCpuManager();
        EvalLoader loader = new EvalLoader(test, pixels.image(), 11, 1)) {
      FeatureSet set = files.read("test", Pool.CLASS, manager);
      Batch batch = loader.next();
      assertThat(set.width()).isEqualTo(3 * 8 * 8);
      assertThat(set.labels()).containsExactly(batch.labels());
      assertThat(set.rows()).containsExactly(batch.rows());
      float[] values = set.features().toFloatArray();
      // Value 150 is in the last of the three 8 x 8 planes of the first image.
      float unit = (batch.pixels()[150] & 255) / 255f;
      float expected = (unit - train.mean()[2]) / train.std()[2];
      assertThat(values[150]).isCloseTo(expected, within(1e-6f));
      assertThat(files.read("train", Pool.MEAN, manager).size()).isEqualTo(30);
    }
  }

  @Test
  void encoderGivesMeanAndClassToken() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 9, 2, 0);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder =
            Encoder.random(
                BackboneConfigs.TINY,
                new Preprocessing(BackboneConfigs.TINY.shape(3), train.mean(), train.std()),
                new Streams(0),
                manager)) {
      FeatureFiles.write(
          new EncoderFeaturizer(encoder, Attention.FULL, manager),
          train,
          train,
          1,
          folder,
          done -> {});
      FeatureFiles files = FeatureFiles.open(folder);
      FeatureSet mean = files.read("train", Pool.MEAN, manager);
      FeatureSet token = files.read("train", Pool.CLASS, manager);
      assertThat(mean.width()).isEqualTo(BackboneConfigs.TINY.width());
      assertThat(mean.features().toFloatArray()).isNotEqualTo(token.features().toFloatArray());
      assertThat(mean.features().toFloatArray()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void anEncoderWithoutClassTokenHasOnlyTheMeanOfAllTokens() {
    SwinConfig config =
        new SwinConfig(List.of(16), 2, 8, List.of(1, 1), List.of(1, 2), List.of(4), 2);
    Preprocessing preprocessing =
        new Preprocessing(config.shape(3), new float[] {0, 0, 0}, new float[] {1, 1, 1});
    byte[] pixels = new byte[2 * 3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 % 251);
    }
    Batch batch = new Batch(0, 0, new long[] {0, 1}, new int[] {0, 0}, pixels);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = Encoder.random(config, preprocessing, new Streams(0), manager)) {
      Map<String, float[]> features =
          new EncoderFeaturizer(encoder, Attention.FULL, manager).features(batch);
      assertThat(features).containsOnlyKeys("mean");
      float[] expected =
          encoder
              .features(preprocessing.normalise(manager, pixels)) // (2, 16, 16)
              .mean(new int[] {1})
              .toFloatArray();
      assertThat(features.get("mean")).isEqualTo(expected);
    }
  }

  @Test
  void classesAreMatchedByName() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 12, 4, 0);
    Dataset test = TinyData.shapes(folder.resolve("test"), 12, 2, 0);
    List<String> other = List.of("triangle", test.classes().get(1), test.classes().get(0));
    assertThat(ClassNumbers.translation(other, test)).containsExactly(2, 1);
    assertThatThrownBy(() -> ClassNumbers.translation(test.classes(), train))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given class 'triangle', expected classes of the train split")
        .hasMessageContaining("given class 'star'");
  }

  /** An architecture that is quick to run. */
  private static final class BackboneConfigs {
    static final VitConfig TINY =
        new VitConfig(List.of(16), 4, 16, 1, 2, 2, VitConfig.Position.SINCOS);
  }
}
