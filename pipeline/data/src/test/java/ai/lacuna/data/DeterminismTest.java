package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.augment.AllAugmentations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A batch is a pure function of (seed, epoch, index): drawn settings, with every crop and every
 * augmentation, asked for in any order, by any number of threads, from any number of shards.
 */
class DeterminismTest {

  private static final int IMAGES = 60;
  private static final ImageShape SHAPE = new ImageShape(3, 12, 10);
  private static final long SMALL_WINDOW = 20_000;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void batchesDependOnNothingElse(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int batch = 1 + random.nextInt(12);
    List<ViewSpec> views = views(random);
    Optional<Mixing> mixing =
        views.size() == 1 && views.get(0).count() == 1
            ? Optional.of(Mixing.defaults())
            : Optional.empty();
    Dataset whole = dataset("whole", IMAGES);
    Dataset parts = dataset("parts", 1 + random.nextInt(IMAGES));
    List<Batch> expected = new ArrayList<>();
    try (TrainLoader loader = loader(whole, views, mixing, batch, seed, 1)) {
      for (int n = 0; n < 2 * loader.batchesPerEpoch(); n++) {
        expected.add(loader.batch(n / loader.batchesPerEpoch(), n % loader.batchesPerEpoch()));
      }
    }
    for (int restart = 0; restart < 3; restart++) {
      int threads = 1 + random.nextInt(4);
      try (TrainLoader loader = loader(parts, views, mixing, batch, seed, threads)) {
        int first = random.nextInt(expected.size());
        int last = Math.min(expected.size(), first + 4);
        for (int n = first; n < last; n++) { // goes on where another process stopped
          assertThat(loader.batch(n / loader.batchesPerEpoch(), n % loader.batchesPerEpoch()))
              .usingRecursiveComparison()
              .isEqualTo(expected.get(n));
        }
      }
    }
  }

  private static List<ViewSpec> views(SplittableRandom random) {
    List<ViewSpec> views = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int v = 0; v < count; v++) {
      List<Augmentation> augmentations = new ArrayList<>();
      for (Augmentation augmentation : AllAugmentations.with(0.7)) {
        if (random.nextBoolean()) {
          augmentations.add(random.nextInt(augmentations.size() + 1), augmentation);
        }
      }
      ViewSpec view =
          ViewSpec.of("view-" + v, AllAugmentations.crops().get(random.nextInt(5)))
              .withCount(1 + random.nextInt(2))
              .withAugmentations(augmentations);
      views.add(random.nextBoolean() ? view : view.withSide(4 + random.nextInt(8)));
    }
    return views;
  }

  private Dataset dataset(String name, int shardRows) throws IOException {
    return TestImages.shapes(IMAGES, temp.resolve(name), TestImages.shards(shardRows));
  }

  private static TrainLoader loader(
      Dataset dataset,
      List<ViewSpec> views,
      Optional<Mixing> mixing,
      int batch,
      long seed,
      int threads) {
    return new TrainLoader(
        dataset, SHAPE, views, mixing, batch, new Streams(seed), threads, SMALL_WINDOW);
  }
}
