package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.Contents.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentsTest {

  @TempDir Path temp;

  private Dataset dataset(String name, Map<String, Integer> seeds) throws IOException {
    for (Map.Entry<String, Integer> image : seeds.entrySet()) {
      Path file = temp.resolve(name).resolve("c").resolve(image.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, TestImages.png(8, 8, image.getValue()));
    }
    return TestImages.importFolder(
        temp.resolve(name), temp.resolve(name + "-set"), TestImages.shards(2));
  }

  private static Map<String, Long> rows(Dataset dataset) {
    Map<String, Long> rows = new HashMap<>();
    for (long row = 0; row < dataset.rows(); row++) {
      rows.put(dataset.sample(row).path(), row);
    }
    return rows;
  }

  @Test
  void findsCopiesWithinASetAndAcrossSets() throws IOException {
    Dataset train = dataset("train", Map.of("a.png", 1, "b.png", 2, "c.png", 1, "d.png", 3));
    Dataset test = dataset("test", Map.of("x.png", 4, "y.png", 1, "z.png", 3));
    Contents trained = Contents.of(train);
    Contents tested = Contents.of(test);
    Map<String, Long> inTrain = rows(train);
    Map<String, Long> inTest = rows(test);

    long first = Math.min(inTrain.get("c/a.png"), inTrain.get("c/c.png"));
    long second = Math.max(inTrain.get("c/a.png"), inTrain.get("c/c.png"));
    assertThat(trained.copies()).containsExactly(new Match(second, first));
    assertThat(tested.copies()).isEmpty();
    assertThat(tested.alsoIn(trained))
        .containsExactlyInAnyOrder(
            new Match(inTest.get("c/y.png"), first),
            new Match(inTest.get("c/z.png"), inTrain.get("c/d.png")));
    assertThat(trained.alsoIn(tested)).hasSize(3);
    assertThat(trained.alsoIn(trained)).hasSize(4);
  }

  @Test
  void aSetOfCopiesHasAllButOne() throws IOException {
    Contents same = Contents.of(dataset("same", Map.of("a.png", 1, "b.png", 1, "c.png", 1)));
    assertThat(same.copies()).containsExactly(new Match(1, 0), new Match(2, 0));
  }
}
