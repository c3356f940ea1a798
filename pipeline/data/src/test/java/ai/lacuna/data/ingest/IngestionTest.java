package ai.lacuna.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {

  @TempDir Path temp;

  @Test
  void againAndInAnotherOrderGivesTheSameBytes() throws IOException {
    Path source = Steps.pets(temp);
    IngestPlan plan = Steps.plan(source, Steps.options(0.01, 3));
    List<ShardSummary> first = Steps.write(plan, temp.resolve("a"));
    Ingestion.finish(plan, first, temp.resolve("a"));
    List<ShardPlan> reversed = new ArrayList<>(Steps.plan(source, Steps.options(0.01, 3)).shards());
    Collections.reverse(reversed);
    List<ShardSummary> second = new ArrayList<>();
    for (ShardPlan shard : reversed) {
      Ingestion.writeShard(shard, temp.resolve("b"));
      second.add(Ingestion.writeShard(shard, temp.resolve("b"))); // a retry over a finished shard
    }
    Ingestion.finish(plan, second, temp.resolve("b"));
    assertThat(Steps.contents(temp.resolve("b"))).isEqualTo(Steps.contents(temp.resolve("a")));
    assertThat(Steps.contents(temp.resolve("a"))).hasSize(plan.shards().size() + 2);
  }

  @Test
  void theOrderOfRowsDoesNotDependOnTheShards() throws IOException {
    Path source = Steps.pets(temp);
    Dataset many = TestImages.importFolder(source, temp.resolve("many"), Steps.options(0, 3));
    Dataset one = TestImages.importFolder(source, temp.resolve("one"), Steps.options(0, 100));
    for (long row = 0; row < one.rows(); row++) {
      assertThat(many.sample(row).path()).isEqualTo(one.sample(row).path());
      assertThat(many.label(row)).isEqualTo(one.label(row));
    }
  }

  @Test
  void storesTheOriginalFiles() throws IOException {
    Path source = Steps.pets(temp);
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), Steps.options(0, 7));
    for (long row = 0; row < dataset.rows(); row++) {
      String path = dataset.sample(row).path();
      assertThat(dataset.sample(row).bytes()).isEqualTo(Files.readAllBytes(source.resolve(path)));
      assertThat(dataset.classes().get(dataset.label(row))).isEqualTo(path.split("/")[0]);
    }
  }

  @Test
  void measuresMeanAndDeviationOfAllPixels() throws IOException {
    Path source = Files.createDirectories(temp.resolve("flat"));
    Files.write(source.resolve("a.png"), constant(2, 2, 51, 0, 255));
    Files.write(source.resolve("b.png"), constant(1, 4, 153, 0, 255));
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), Steps.options(0, 1));
    assertThat(dataset.mean()).containsExactly(new float[] {0.4f, 0, 1}, within(1e-6f));
    assertThat(dataset.std()).containsExactly(new float[] {0.2f, 0, 0}, within(1e-6f));
    assertThat(dataset.manifest().sizes()).isEqualTo(new Manifest.Sizes(1, 2, 2, 4, 8));
    assertThat(dataset.manifest().unlabelled()).isEqualTo(2);
  }

  @Test
  void plansAndSummariesSurviveJson() throws IOException {
    IngestPlan plan = Steps.plan(Steps.pets(temp), Steps.options(0.01, 6));
    String text = Json.line(plan);
    assertThat(Json.line(Json.MAPPER.readValue(text, IngestPlan.class))).isEqualTo(text);
    ShardPlan shard = Json.MAPPER.readValue(Json.line(plan.shards().get(1)), ShardPlan.class);
    ShardSummary summary = Ingestion.writeShard(shard, temp.resolve("out"));
    assertThat(Json.MAPPER.readValue(Json.line(summary), ShardSummary.class)).isEqualTo(summary);
  }

  @Test
  void aLostShardIsNoticed() throws IOException {
    IngestPlan plan = Steps.plan(Steps.pets(temp), Steps.options(0.01, 6));
    List<ShardSummary> summaries = Steps.write(plan, temp.resolve("out"));
    assertThatThrownBy(() -> Ingestion.finish(plan, summaries.subList(1, summaries.size()), temp))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("planned [0, 1, 2, 3]");
  }

  @Test
  void oneChangedByteChangesTheSourceDigestAndAnotherPlaceDoesNot() throws IOException {
    Path source = Steps.pets(temp);
    Path copy = temp.resolve("copy");
    TestImages.folder(copy, 10, "cat", "dog");
    String before = digest(source);
    assertThat(digest(copy)).isEqualTo(before);
    byte[] image = Files.readAllBytes(source.resolve("dog/003.png"));
    image[image.length - 20] ^= 1;
    Files.write(source.resolve("dog/003.png"), image);
    assertThat(digest(source)).isNotEqualTo(before);
    Files.move(copy.resolve("cat/001.png"), copy.resolve("dog/xxx.png"));
    assertThat(digest(copy)).isNotEqualTo(before);
  }

  @Test
  void leavesNothingBehindWhenASourceFails() throws IOException {
    IngestPlan plan = Steps.plan(Steps.pets(temp), Steps.options(0.01, 100));
    ShardPlan good = plan.shards().get(0);
    ShardPlan wrong =
        new ShardPlan(
            0,
            1,
            good.source(),
            good.config(),
            good.part(),
            999,
            0,
            good.vocabulary(),
            3,
            1000,
            Orientation.Use.IGNORE);
    assertThatThrownBy(() -> Ingestion.writeShard(wrong, temp.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("announced 999 images");
    assertThat(Steps.contents(temp.resolve("out"))).isEmpty();
  }

  /** Whoever has a data set keeps it: other bytes for the same images make every result stale. */
  @Test
  void theBytesOfAnImportAreThoseOfThisVersion() throws IOException {
    IngestPlan plan = Steps.plan(Steps.pets(temp), Steps.options(0.01, 7));
    Steps.run(plan, temp.resolve("out"));
    assertThat(Digest.ofString(Steps.contents(temp.resolve("out")).toString()))
        .isEqualTo("3b3ece5002ddd78ef296c2de891ed866aadde9ebb57a627fe0d3ff9edf987f26");
  }

  private static String digest(Path source) {
    return Ingestion.sourceDigest(
        "imagefolder", new ImageFolderConfig(source.toString(), 3), FileDigests.unremembered());
  }

  private static byte[] constant(int height, int width, int... colour) {
    byte[] pixels = new byte[height * width * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) colour[i % 3];
    }
    return ImageEncoder.encode(new Image(3, height, width, pixels));
  }
}
