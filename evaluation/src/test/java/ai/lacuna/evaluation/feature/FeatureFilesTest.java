package ai.lacuna.evaluation.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.evaluation.TinyData;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.model.Encoder;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFilesTest {

  private static final Reads SUMMARIES = new Reads.Summary(Pool.MEAN);

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
      FeatureSet set = files.read("test", new Reads.Summary(Pool.CLASS), manager);
      Batch batch = loader.next();
      assertThat(set.width()).isEqualTo(3 * 8 * 8);
      assertThat(set.labels()).containsExactly(batch.labels());
      assertThat(set.rows()).containsExactly(batch.rows());
      float[] values = set.features().toFloatArray();
      // Value 150 is in the last of the three 8 x 8 planes of the first image.
      float unit = (batch.pixels()[150] & 255) / 255f;
      float expected = (unit - train.mean()[2]) / train.std()[2];
      assertThat(values[150]).isCloseTo(expected, within(1e-6f));
      assertThat(files.read("train", new Reads.Summary(Pool.MEAN), manager).size()).isEqualTo(30);
    }
  }

  @Test
  void severalFilesReadAsOneSplit() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 30, 4, 0);
    Featurizer pixels =
        new FourAtATime(
            new PixelFeaturizer(BackboneConfigs.TINY.shape(3), train.mean(), train.std(), 8));
    int each = 3 * 8 * 8;
    Path one = folder.resolve("one");
    Path several = folder.resolve("several");
    FeatureFiles.write(pixels, train, train, 2, one, done -> {});
    FeatureFiles.write(pixels, train, train, 2, several, done -> {}, 8 * each);
    assertThat(several.resolve("train-00003.safetensors")).exists();
    assertThat(one.resolve("train-00001.safetensors")).doesNotExist();
    try (NDManager manager = Engine.newCpuManager()) {
      FeatureSet whole = FeatureFiles.open(one).read("train", SUMMARIES, manager);
      FeatureSet joined = FeatureFiles.open(several).read("train", SUMMARIES, manager);
      assertThat(joined.features().toFloatArray()).isEqualTo(whole.features().toFloatArray());
      assertThat(joined.features().getShape()).isEqualTo(new Shape(30, each));
      assertThat(joined.labels()).isEqualTo(whole.labels());
      assertThat(joined.rows()).isEqualTo(whole.rows());
    }
  }

  @Test
  void largeImagesGoFewAtATime() {
    float[] zero = {0, 0, 0};
    ImageShape large = new ImageShape(3, 512, 512);
    assertThat(new PixelFeaturizer(large, zero, zero, 16).batch()).isEqualTo(1024);
    PixelFeaturizer whole = new PixelFeaturizer(large, zero, zero, 512);
    assertThat(new PatchFeaturizer(whole, new Grid(32, 32)).batch()).isEqualTo(5);
  }

  @Test
  void encoderGivesMeanAndClassToken() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 9, 2, 0);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = tiny(train, manager)) {
      FeatureFiles.write(
          new EncoderFeaturizer(encoder, Attention.FULL, SUMMARIES, manager),
          train,
          train,
          1,
          folder,
          done -> {});
      FeatureFiles files = FeatureFiles.open(folder);
      FeatureSet mean = files.read("train", new Reads.Summary(Pool.MEAN), manager);
      FeatureSet token = files.read("train", new Reads.Summary(Pool.CLASS), manager);
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
          new EncoderFeaturizer(encoder, Attention.FULL, SUMMARIES, manager).features(batch);
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
  void tokensAreThoseWhoseMeanTheSummaryIs() throws IOException {
    Dataset train = TinyData.shapes(folder.resolve("train"), 9, 2, 0);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = tiny(train, manager)) {
      Path tokens = folder.resolve("tokens");
      Path summaries = folder.resolve("summaries");
      Featurizer all = new EncoderFeaturizer(encoder, Attention.FULL, new Reads.Tokens(0), manager);
      FeatureFiles.write(all, train, train, 1, tokens, done -> {});
      Featurizer means = new EncoderFeaturizer(encoder, Attention.FULL, SUMMARIES, manager);
      FeatureFiles.write(means, train, train, 1, summaries, done -> {});

      Reads each = new Reads.Tokens(0);
      FeatureSet set = FeatureFiles.open(tokens).read("test", each, manager);
      assertThat(set.features().getShape()).isEqualTo(new Shape(9, 16, 16)); // (B, T, D)
      assertThat(set.tokens()).isEqualTo(16);
      FeatureSet mean =
          FeatureFiles.open(summaries).read("test", new Reads.Summary(Pool.MEAN), manager);
      float[] expected = mean.features().toFloatArray();
      float[] actual = set.features().mean(new int[] {1}).toFloatArray();
      assertThat(actual).containsExactly(expected, within(1e-6f));
      assertThat(mean.tokens()).isEqualTo(1);
      assertThat(set.labels()).containsExactly(mean.labels());
    }
  }

  @Test
  void aPatchIsATokenOfPixels() {
    ImageShape image = new ImageShape(2, 4, 6);
    Featurizer patches =
        new PatchFeaturizer(
            new PixelFeaturizer(image, new float[] {0, 0.5f}, new float[] {1 / 255f, 1 / 255f}, 6),
            new Grid(2, 2));
    byte[] pixels = new byte[2 * 4 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    Batch batch = new Batch(0, 0, new long[] {0}, new int[] {0}, pixels);
    float[] tokens = patches.features(batch).get("tokens"); // (1, 4, 2 * 2 * 3)
    assertThat(patches.tokens()).isEqualTo(4);
    assertThat(tokens).hasSize(pixels.length);
    // The last patch: rows 2 and 3, columns 3 to 5; then the same of the second channel.
    float half = 127.5f;
    assertThat(Arrays.copyOfRange(tokens, 36, 48))
        .containsExactly(
            new float[] {
              15, 16, 17, 21, 22, 23, 39 - half, 40 - half, 41 - half, 45 - half, 46 - half,
              47 - half
            },
            within(1e-3f));
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

  private static Encoder tiny(Dataset train, NDManager manager) {
    return Encoder.random(
        BackboneConfigs.TINY,
        new Preprocessing(BackboneConfigs.TINY.shape(3), train.mean(), train.std()),
        new Streams(0),
        manager);
  }

  /** Another one's features, in small batches. */
  private record FourAtATime(Featurizer of) implements Featurizer {

    @Override
    public ImageShape image() {
      return of.image();
    }

    @Override
    public int batch() {
      return 4;
    }

    @Override
    public Map<String, float[]> features(Batch batch) {
      return of.features(batch);
    }
  }

  /** An architecture that is quick to run. */
  private static final class BackboneConfigs {
    static final VitConfig TINY =
        new VitConfig(List.of(16), 4, 16, 1, 2, 2, VitConfig.Position.SINCOS);
  }
}
