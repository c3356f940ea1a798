package ai.lacuna.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.ingest.ShardPlan;
import ai.lacuna.data.ingest.ShardSummary;
import ai.lacuna.data.source.coco.CocoConfig;
import ai.lacuna.data.source.csv.CsvConfig;
import ai.lacuna.data.source.idx.IdxConfig;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import ai.lacuna.data.source.parquet.ParquetConfig;
import ai.lacuna.data.source.semantic.SemanticConfig;
import ai.lacuna.data.source.tar.TarConfig;
import ai.lacuna.data.source.voc.VocConfig;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every source that reads files promises. */
class SourceContractTest {

  private static final int IMAGES = 7;

  @TempDir Path temp;

  /** A source with a small set, and the file in which one byte is changed. */
  enum Subject {
    IMAGEFOLDER("a/img3.png") {
      @Override
      Record write(Path folder) throws IOException {
        images(folder.resolve("a"));
        return new ImageFolderConfig(folder.toString(), 3);
      }
    },
    CSV("a/img3.png") {
      @Override
      Record write(Path folder) throws IOException {
        images(folder.resolve("a"));
        StringBuilder list = new StringBuilder("path,label\n");
        for (int i = 0; i < IMAGES; i++) {
          list.append("a/img%d.png,c%d\n".formatted(i, i % 2));
        }
        Path file = Files.writeString(folder.resolve("list.csv"), list);
        return new CsvConfig(file.toString(), "path", "label", ".", "", 3);
      }
    },
    TAR("x.tar") {
      @Override
      Record write(Path folder) throws IOException {
        TestArchives archive = new TestArchives();
        for (int i = 0; i < IMAGES; i++) {
          archive.file(i + ".png", TestImages.png(8, 9, i)).file(i + ".cls", "" + i % 2);
        }
        archive.write(folder.resolve("x.tar"));
        return new TarConfig(folder.toString(), "", "", "", "label", "", 3);
      }
    },
    IDX("images") {
      @Override
      Record write(Path folder) throws IOException {
        byte[] file = new byte[16 + IMAGES * 30];
        ByteBuffer.wrap(file).putInt(0x803).putInt(IMAGES).putInt(5).putInt(6);
        Files.write(folder.resolve("images"), file);
        return new IdxConfig(folder.toString(), "images", "none", "", IdxConfig.Order.ROWS, 1);
      }
    },
    VOC("Annotations/img3.xml") {
      @Override
      Record write(Path folder) throws IOException {
        images(folder.resolve("JPEGImages"));
        Files.createDirectories(folder.resolve("Annotations"));
        for (int i = 0; i < IMAGES; i++) {
          Files.writeString(
              folder.resolve("Annotations/img" + i + ".xml"),
              ("<annotation><object><name>c</name><bndbox><xmin>1</xmin><ymin>1</ymin>"
                      + "<xmax>%d</xmax><ymax>4</ymax></bndbox></object></annotation>")
                  .formatted(i + 2));
        }
        return new VocConfig(folder.toString(), "", "", "Annotations", "JPEGImages", "", 3);
      }
    },
    COCO("x.json") {
      @Override
      Record write(Path folder) throws IOException {
        images(folder.resolve("img"));
        List<String> images = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
          images.add(
              "{\"id\":%d,\"file_name\":\"img%d.png\",\"height\":8,\"width\":9}".formatted(i, i));
          objects.add(
              ("{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[0,0,3,3],"
                      + "\"segmentation\":[[0,0,%d,0,3,3]]}")
                  .formatted(i, i, i + 2));
        }
        Files.writeString(
            folder.resolve("x.json"),
            "{\"categories\":[{\"id\":1,\"name\":\"c\"}],\"images\":%s,\"annotations\":%s}"
                .formatted(images, objects));
        return new CocoConfig(folder.toString(), "x.json", "img", 3);
      }
    },
    SEMANTIC("masks/img3.png") {
      @Override
      Record write(Path folder) throws IOException {
        images(folder.resolve("images"));
        Files.createDirectories(folder.resolve("masks"));
        for (int i = 0; i < IMAGES; i++) {
          byte[] pixels = new byte[72];
          pixels[i] = 1;
          Files.write(
              folder.resolve("masks/img" + i + ".png"),
              IndexMask.encode(new Image(1, 8, 9, pixels)));
        }
        Files.writeString(folder.resolve("classes.txt"), "sky\nroad\n");
        return new SemanticConfig(
            folder.toString(), "images", "masks", "", "", "", "classes.txt", "", List.of(), 3);
      }
    },
    PARQUET("shard-00000-of-00001.parquet") {
      @Override
      Record write(Path folder) throws IOException {
        Path images = Files.createTempDirectory(folder.getParent(), "images");
        images(images.resolve("a"));
        TestImages.importFolder(images, folder, IngestOptions.defaults());
        return new ParquetConfig(folder.toString(), "", "image", "label", "", 3);
      }
    };

    private final String changed;

    Subject(String changed) {
      this.changed = changed;
    }

    /** Writes the set; equal content every time. */
    abstract Record write(Path folder) throws IOException;

    String source() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static void images(Path folder) throws IOException {
      Files.createDirectories(folder);
      for (int i = 0; i < IMAGES; i++) {
        Files.write(folder.resolve("img" + i + ".png"), TestImages.png(8, 9, i));
      }
    }
  }

  @Test
  void everySourceIsHereButTheGeneratedOne() {
    assertThat(Stream.of(Subject.values()).map(Subject::source))
        .containsExactlyInAnyOrderElementsOf(
            Sources.all().keySet().stream().filter(name -> !name.equals("shapes")).toList());
  }

  @ParameterizedTest
  @EnumSource
  void equalContentElsewhereGivesEqualDigestsAndBytes(Subject subject) throws IOException {
    Record here = write(subject, "here");
    Record there = write(subject, "there");
    assertThat(Ingestion.sourceDigest(subject.source(), there, FileDigests.unremembered()))
        .isEqualTo(Ingestion.sourceDigest(subject.source(), here, FileDigests.unremembered()));
    Dataset a = run(subject, here, "a");
    Dataset b = run(subject, there, "b");
    assertThat(a.rows()).isEqualTo(IMAGES);
    assertThat(a.manifest()).isEqualTo(b.manifest()); // with the digests of all shards
  }

  @ParameterizedTest
  @EnumSource
  void oneChangedByteChangesTheDigest(Subject subject) throws IOException {
    Record config = write(subject, "x");
    String before = Ingestion.sourceDigest(subject.source(), config, FileDigests.unremembered());
    Path file = temp.resolve("x").resolve(subject.changed);
    byte[] bytes = Files.readAllBytes(file);
    // A blank or a line break between two JSON or XML elements, a pixel, or a checksum's byte.
    bytes[subject == Subject.VOC ? 15 : bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(digest(subject, config)).isNotEqualTo(before);
  }

  private static String digest(Subject subject, Record config) {
    try {
      return Ingestion.sourceDigest(subject.source(), config, FileDigests.unremembered());
    } catch (LacunaException e) {
      return String.valueOf(e.getMessage()); // a file that is now damaged is found out as well
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOrderOfRowsDoesNotDependOnTheParts(Subject subject) throws IOException {
    Record config = write(subject, "x");
    List<String> small = new ArrayList<>();
    IngestPlan many = plan(subject, config, 2);
    for (ShardPlan shard : many.shards()) {
      String text = Json.line(shard);
      assertThat(Json.line(Json.MAPPER.readValue(text, ShardPlan.class))).isEqualTo(text);
    }
    Dataset a = finish(many, "a");
    Dataset b = finish(plan(subject, config, 1000), "b");
    for (long row = 0; row < IMAGES; row++) {
      small.add(a.sample(row).path());
      assertThat(b.sample(row).path()).isEqualTo(small.get((int) row));
      assertThat(b.annotations(row)).usingRecursiveComparison().isEqualTo(a.annotations(row));
    }
    assertThat(small).doesNotHaveDuplicates();
  }

  private Record write(Subject subject, String name) throws IOException {
    return subject.write(Files.createDirectories(temp.resolve(name)));
  }

  private static IngestPlan plan(Subject subject, Record config, int shardRows) {
    IngestOptions options = new IngestOptions(0, 1_000_000, Orientation.Use.IGNORE, shardRows, 64);
    return Ingestion.plan("set", subject.source(), config, options);
  }

  private Dataset run(Subject subject, Record config, String name) throws IOException {
    return finish(plan(subject, config, 3), name);
  }

  private Dataset finish(IngestPlan plan, String name) throws IOException {
    Path folder = temp.resolve("set-" + name);
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, folder));
    }
    Ingestion.finish(plan, summaries, folder);
    return Objects.requireNonNull(Dataset.open(folder));
  }
}
