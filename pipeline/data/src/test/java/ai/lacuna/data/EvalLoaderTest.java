package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.plan.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalLoaderTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"1,7,50", "3,10,9", "2,100,50", "1,50,50"})
  void visitsEveryRowOnceInOrder(int threads, int batch, int shardRows) throws IOException {
    Dataset dataset = TestImages.shapes(50, temp, TestImages.shards(shardRows));
    List<Long> rows = new ArrayList<>();
    try (EvalLoader loader = new EvalLoader(dataset, new ImageShape(3, 16, 16), batch, threads)) {
      int batches = 0;
      while (loader.hasNext()) {
        Batch next = loader.next();
        for (int b = 0; b < next.size(); b++) {
          rows.add(next.rows()[b]);
          assertThat(next.labels()[b]).isEqualTo(dataset.label(next.rows()[b]));
        }
        batches++;
      }
      assertThat(batches).isEqualTo(loader.batches()).isEqualTo((50 + batch - 1) / batch);
      assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(rows).isEqualTo(LongStream.range(0, 50).boxed().toList());
  }

  @Test
  void shardsTogetherGiveEveryRowWithTheSamePixels() throws IOException {
    Dataset dataset = TestImages.shapes(23, temp, TestImages.shards(5));
    ImageShape shape = new ImageShape(3, 12, 12);
    List<byte[]> whole = images(new EvalLoader(dataset, shape, 4, 1));
    List<byte[]> inParts = new ArrayList<>();
    for (RowRange shard : dataset.shards()) {
      inParts.addAll(images(new EvalLoader(dataset, shard, shape, 3, 2)));
    }
    assertThat(dataset.shards()).hasSize(5);
    assertThat(dataset.shards().stream().mapToLong(RowRange::size).sum()).isEqualTo(23);
    assertThat(inParts).usingRecursiveComparison().isEqualTo(whole);
    assertThatThrownBy(() -> new EvalLoader(dataset, new RowRange(20, 24), shape, 3, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Row number and pixels of each image, in the order in which they come. */
  private static List<byte[]> images(EvalLoader loader) {
    List<byte[]> images = new ArrayList<>();
    try (loader) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        int bytes = batch.pixels().length / batch.size();
        for (int b = 0; b < batch.size(); b++) {
          byte[] image =
              Arrays.copyOf(
                  Arrays.copyOfRange(batch.pixels(), b * bytes, (b + 1) * bytes), bytes + 1);
          image[bytes] = (byte) batch.rows()[b];
          images.add(image);
        }
      }
    }
    return images;
  }

  @Test
  void doesNotTouchPixelsOfTheRightSize() throws IOException {
    Path source = Files.createDirectories(temp.resolve("source"));
    Files.write(source.resolve("a.png"), TestImages.png(6, 9, 1));
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), TestImages.shards(10));
    try (EvalLoader loader = new EvalLoader(dataset, new ImageShape(3, 6, 9), 1, 1)) {
      byte[] planes = loader.next().pixels();
      byte[] png = Files.readAllBytes(source.resolve("a.png"));
      // Stored, unfiltered PNG data: row y starts at 48 + y * 28, after a filter byte.
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 9; x++) {
          for (int c = 0; c < 3; c++) {
            assertThat(planes[(c * 6 + y) * 9 + x]).isEqualTo(png[49 + y * 28 + x * 3 + c]);
          }
        }
      }
    }
  }

  @Test
  void takesAnyImageSize() throws IOException {
    Path source = Files.createDirectories(temp.resolve("source"));
    Files.write(source.resolve("tall.png"), TestImages.png(40, 1, 1));
    Files.write(source.resolve("tiny.png"), TestImages.png(1, 1, 2));
    Files.write(source.resolve("wide.png"), TestImages.png(3, 50, 3));
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), TestImages.shards(10));
    try (EvalLoader loader = new EvalLoader(dataset, new ImageShape(3, 8, 5), 2, 1)) {
      assertThat(loader.next().pixels()).hasSize(2 * 3 * 8 * 5);
      assertThat(loader.next().pixels()).hasSize(3 * 8 * 5);
    }
  }
}
