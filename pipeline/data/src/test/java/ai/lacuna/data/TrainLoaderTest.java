package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.augment.PixelStatistics;
import ai.lacuna.data.augment.ViewMaker;
import ai.lacuna.data.image.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainLoaderTest {

  private static final List<ViewSpec> VIEWS = List.of(ViewSpec.randomResizedCrop());
  private static final ImageShape SHAPE = new ImageShape(3, 12, 10);

  // A window of few images, so that a small set already needs several of them.
  private static final long SMALL_WINDOW = 40_000;

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"1,100", "3,100", "2,7", "4,13"})
  void batchesDependNeitherOnThreadsNorOnShards(int threads, int shardRows) throws IOException {
    Dataset plain = TestImages.shapes(100, temp.resolve("plain"), TestImages.shards(100));
    Dataset other = TestImages.shapes(100, temp.resolve("other"), TestImages.shards(shardRows));
    List<Batch> expected = sequence(plain, 1, 3);
    List<Batch> actual = sequence(other, threads, 3);
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void anyBatchIsThereWithoutReplay() throws IOException {
    Dataset dataset = TestImages.shapes(100, temp, TestImages.shards(40));
    List<Batch> expected = sequence(dataset, 2, 4);
    SplittableRandom random = new SplittableRandom(3);
    try (TrainLoader loader = loader(dataset, 2, 8)) {
      for (int n = 0; n < 40; n++) {
        int number = random.nextInt(expected.size());
        Batch batch =
            loader.batch(number / loader.batchesPerEpoch(), number % loader.batchesPerEpoch());
        assertThat(batch).usingRecursiveComparison().isEqualTo(expected.get(number));
      }
    }
  }

  @Test
  void anEpochVisitsEveryRowOnceInAnOrderOfItsOwn() throws IOException {
    Dataset dataset = TestImages.shapes(96, temp, TestImages.shards(30));
    List<Batch> batches = sequence(dataset, 2, 2);
    long[] first = rows(batches.subList(0, 12));
    long[] second = rows(batches.subList(12, 24));
    assertThat(new TreeSet<>(Arrays.stream(first).boxed().toList())).hasSize(96);
    assertThat(new TreeSet<>(Arrays.stream(second).boxed().toList())).hasSize(96);
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void leftOverRowsSitTheEpochOut() throws IOException {
    Dataset dataset = TestImages.shapes(21, temp, TestImages.shards(30));
    try (TrainLoader loader = loader(dataset, 1, 8)) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(2);
      assertThat(loader.batch(0, 1).size()).isEqualTo(8);
      assertThatThrownBy(() -> loader.batch(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void fewerImagesThanABatchMakeOneBatchOfAll() throws IOException {
    Dataset dataset = TestImages.shapes(5, temp, TestImages.shards(30));
    try (TrainLoader loader = loader(dataset, 1, 8)) {
      assertThat(loader.batchSize()).isEqualTo(5);
      assertThat(loader.batchesPerEpoch()).isEqualTo(1);
      assertThat(loader.batch(3, 0).rows()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Test
  void labelsAndPixelsBelongToTheRows() throws IOException {
    Dataset dataset = TestImages.shapes(40, temp, TestImages.shards(11));
    ViewSpec whole = ViewSpec.of("image", Crop.RandomResized.of(1, 1));
    ImageShape shape = new ImageShape(3, 16, 16);
    try (TrainLoader train =
            new TrainLoader(
                dataset, shape, List.of(whole), Optional.empty(), 8, new Streams(5), 2);
        EvalLoader eval = new EvalLoader(dataset, shape, 40, 1)) {
      Batch all = eval.next();
      Batch batch = train.batch(1, 3);
      for (int b = 0; b < batch.size(); b++) {
        int row = (int) batch.rows()[b];
        assertThat(batch.labels()[b]).isEqualTo(all.labels()[row]).isEqualTo(row % 8);
        assertThat(image(batch, b, shape)).isEqualTo(image(all, row, shape));
      }
    }
  }

  @Test
  void flipsAboutAsOftenAsAsked() throws IOException {
    Dataset dataset = TestImages.shapes(40, temp, TestImages.shards(100));
    ImageShape shape = new ImageShape(3, 16, 16);
    ViewSpec whole = ViewSpec.of("image", Crop.RandomResized.of(1, 1));
    int flipped = 0;
    try (TrainLoader flips =
            new TrainLoader(
                dataset,
                shape,
                List.of(ViewSpec.randomResizedCrop(1, 1)),
                Optional.empty(),
                40,
                new Streams(5),
                1);
        TrainLoader plain =
            new TrainLoader(
                dataset, shape, List.of(whole), Optional.empty(), 40, new Streams(5), 1)) {
      for (int epoch = 0; epoch < 10; epoch++) {
        for (int b = 0; b < 40; b++) {
          byte[] with = image(flips.batch(epoch, 0), b, shape);
          byte[] without = image(plain.batch(epoch, 0), b, shape);
          flipped += Arrays.equals(with, without) ? 0 : 1;
        }
      }
    }
    assertThat(flipped).isBetween(160, 240); // four standard deviations around 200
  }

  @Test
  void anotherSeedGivesOtherBatches() throws IOException {
    Dataset dataset = TestImages.shapes(40, temp, TestImages.shards(100));
    try (TrainLoader a = loader(dataset, 1, 8);
        TrainLoader b =
            new TrainLoader(dataset, SHAPE, VIEWS, Optional.empty(), 8, new Streams(2), 1)) {
      assertThat(a.batch(0, 0).rows()).isNotEqualTo(b.batch(0, 0).rows());
    }
  }

  @Test
  void limitedVarietyShowsEachImageInSoManyWays() throws IOException {
    Dataset dataset = TestImages.shapes(12, temp, TestImages.shards(5));
    Set<ByteBuffer> seen = new HashSet<>();
    List<ViewSpec> views = List.of(ViewSpec.randomResizedCrop());
    Streams streams = new Streams(2);
    ViewMaker maker =
        new ViewMaker(views.get(0), SHAPE, new PixelStatistics(dataset.mean(), dataset.std()));
    try (TrainLoader loader =
        new TrainLoader(dataset, SHAPE, views, Optional.empty(), 3, 4, streams, 2)) {
      for (int epoch = 0; epoch < 20; epoch++) {
        Batch batch = loader.batch(epoch, 1);
        for (int b = 0; b < batch.size(); b++) {
          byte[] expected = new byte[maker.bytes()];
          Image image = Images.passing(dataset).get(batch.rows()[b]);
          maker.make(image, 0, streams, batch.variants()[b], batch.rows()[b], expected, 0);
          assertThat(image(batch, b, SHAPE)).isEqualTo(expected);
          seen.add(ByteBuffer.wrap(expected));
        }
      }
    }
    assertThat(seen).hasSizeBetween(30, 36);
  }

  @Test
  void refusesAModelWithOtherChannels() throws IOException {
    Dataset dataset = TestImages.shapes(10, temp, TestImages.shards(100));
    assertThatThrownBy(
            () ->
                new TrainLoader(
                    dataset,
                    new ImageShape(5, 8, 8),
                    VIEWS,
                    Optional.empty(),
                    2,
                    new Streams(0),
                    1))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given 5, expected 3, as data set 'shapes' has");
  }

  private static TrainLoader loader(Dataset dataset, int threads, int batch) {
    return new TrainLoader(
        dataset, SHAPE, VIEWS, Optional.empty(), batch, new Streams(1), threads, SMALL_WINDOW);
  }

  private static List<Batch> sequence(Dataset dataset, int threads, int epochs) {
    List<Batch> batches = new ArrayList<>();
    try (TrainLoader loader = loader(dataset, threads, 8)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (int index = 0; index < loader.batchesPerEpoch(); index++) {
          batches.add(loader.batch(epoch, index));
        }
      }
    }
    return batches;
  }

  private static long[] rows(List<Batch> batches) {
    return batches.stream().flatMapToLong(b -> Arrays.stream(b.rows())).toArray();
  }

  private static byte[] image(Batch batch, int b, ImageShape shape) {
    int size = shape.channels() * shape.height() * shape.width();
    return Arrays.copyOfRange(batch.pixels(), b * size, (b + 1) * size);
  }
}
