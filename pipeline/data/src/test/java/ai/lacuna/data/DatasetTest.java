package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

  @TempDir Path temp;

  @Test
  void keepsLittleInMemoryAndStillFindsEveryRow() throws IOException {
    Dataset dataset = TestImages.shapes(50, temp, TestImages.shards(7));
    for (long row : new long[] {0, 6, 7, 13, 48, 49, 0}) {
      assertThat(dataset.sample(row).path()).isEqualTo("%08d.png".formatted(row));
      assertThat(dataset.sample(row).label()).isEqualTo(dataset.label(row));
    }
    assertThatThrownBy(() -> dataset.sample(50)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givesTheAnnotationsOfEveryRow() throws IOException {
    Dataset dataset = TestImages.shapes(30, temp, TestImages.shards(7));
    assertThat(dataset.categories()).isEqualTo(dataset.classes());
    assertThat(dataset.semanticClasses()).hasSize(9).startsWith("background", "circle");
    long objects = 0;
    long pixels = 0;
    for (long row = 0; row < 30; row++) {
      Annotations known = dataset.annotations(row);
      assertThat(known.objects()).hasSize(1);
      assertThat(known.objects().get(0).category()).isEqualTo(dataset.label(row));
      Image mask = Objects.requireNonNull(dataset.semanticMask(row));
      assertThat(mask.pixels()).contains(dataset.label(row) + 1);
      objects += known.objects().size();
      pixels += mask.pixels().length;
    }
    Manifest.Objects all = Objects.requireNonNull(dataset.manifest().objects());
    assertThat(all.counts().stream().mapToLong(n -> n).sum()).isEqualTo(objects);
    assertThat(all.masks()).isEqualTo(objects);
    Manifest.Semantic semantic = Objects.requireNonNull(dataset.manifest().semantic());
    assertThat(semantic.pixels().stream().mapToLong(n -> n).sum()).isEqualTo(pixels);
  }

  @Test
  void anImageWithoutAnnotationsHasNone() throws IOException {
    TestImages.folder(temp.resolve("in"), 2, "a");
    Dataset dataset =
        TestImages.importFolder(temp.resolve("in"), temp.resolve("out"), TestImages.shards(7));
    assertThat(dataset.annotations(1)).isSameAs(Annotations.NONE);
    assertThat(dataset.semanticMask(1)).isNull();
    assertThat(dataset.categories()).isEmpty();
    assertThat(dataset.semanticClasses()).isEmpty();
  }

  @Test
  void annotationsOfTheFirstLayoutAreRefused() throws IOException {
    TestImages.shapes(5, temp, TestImages.shards(7));
    Path file = temp.resolve(Manifest.FILE);
    Files.writeString(file, Files.readString(file).replace("\"schema\" : 2", "\"schema\" : 1"));
    assertThatThrownBy(() -> Dataset.open(temp))
        .hasMessageContaining("given schema 1, expected schema 2")
        .hasMessageContaining("import the data set again");
  }

  @Test
  void readInPlaceASourceGivesTheRowsOfAnImport() throws IOException {
    Path source = temp.resolve("source");
    TestImages.folder(source, 5, "a", "b");
    Files.writeString(source.resolve("notes.txt"), "no image");
    Dataset imported = TestImages.importFolder(source, temp.resolve("out"), TestImages.shards(3));
    Dataset inPlace =
        Dataset.inPlace(
            "imagefolder", new ImageFolderConfig(source.toString(), 3), Memory.defaults());
    assertThat(inPlace.rows()).isEqualTo(imported.rows());
    assertThat(inPlace.classes()).isEqualTo(imported.classes());
    for (long row = 0; row < imported.rows(); row++) {
      assertThat(inPlace.sample(row)).usingRecursiveComparison().isEqualTo(imported.sample(row));
      assertThat(inPlace.label(row)).isEqualTo(imported.label(row));
    }
  }

  @Test
  void readInPlaceAnImageThatIsGoneIsAnError() throws IOException {
    Path source = temp.resolve("source");
    TestImages.folder(source, 1, "a");
    Dataset inPlace =
        Dataset.inPlace(
            "imagefolder", new ImageFolderConfig(source.toString(), 3), Memory.defaults());
    Files.delete(source.resolve("a/000.png"));
    assertThatThrownBy(() -> inPlace.sample(0))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("a/000.png: missing");
  }

  @Test
  void theDigestFollowsTheContentNotTheName() throws IOException {
    Dataset a = TestImages.shapes(20, temp.resolve("a"), TestImages.shards(7));
    Dataset b = TestImages.shapes(20, temp.resolve("b"), TestImages.shards(7));
    Dataset c = TestImages.shapes(21, temp.resolve("c"), TestImages.shards(7));
    assertThat(a.digest()).isEqualTo(b.digest()).isNotEqualTo(c.digest());
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> Dataset.open(temp.resolve("nowhere")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("no such folder");
    assertThatThrownBy(() -> Dataset.open(temp))
        .hasMessageContaining("a folder without dataset.json");
    TestImages.shapes(20, temp, TestImages.shards(7));
    Files.delete(temp.resolve("shard-00001-of-00003.parquet"));
    Files.write(temp.resolve("shard-00002-of-00003.parquet"), new byte[3]);
    assertThatThrownBy(() -> Dataset.open(temp))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("shard-00001-of-00003.parquet: given no file")
        .hasMessageContaining("shard-00002-of-00003.parquet: given 3 bytes");
  }

  @Test
  void refusesOtherVersionsAndDamagedManifests() throws IOException {
    Path file = temp.resolve(Manifest.FILE);
    Files.writeString(file, "{\"schema\": 99, \"later\": true}");
    assertThatThrownBy(() -> Dataset.open(temp))
        .hasMessageContaining("given schema 99, expected schema 1");
    Files.writeString(file, "{\"schema\": 1, \"na");
    assertThatThrownBy(() -> Dataset.open(temp))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("damaged JSON");
  }

  @Test
  void namesADamagedShard() throws IOException {
    Dataset dataset = TestImages.shapes(20, temp, TestImages.shards(100));
    Path shard = temp.resolve("shard-00000-of-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    for (int i = 100; i < 2000; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(shard, bytes);
    assertThatThrownBy(() -> dataset.sample(3))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("shard-00000-of-00001.parquet");
  }
}
