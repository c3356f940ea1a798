package ai.lacuna.data.source.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardWriter;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetPluginTest {

  private static final MessageType PLAIN =
      MessageTypeParser.parseMessageType(
          "message m { optional binary picture; optional int32 kind; }");

  @TempDir Path folder;
  private final ParquetPlugin plugin = new ParquetPlugin();

  @Test
  void readsFilesInOrderWithClassNamesFromTheFooter() throws IOException {
    shard("train-1.parquet", List.of("cat", "dog"), Row.of("b.png", TestImages.png(2, 2, 2), 1));
    shard("train-0.parquet", List.of("cat", "dog"), Row.of("a.png", TestImages.png(2, 2, 1), 0));
    Listing<ParquetPart> listing = plan(config());
    assertThat(listing.classes()).containsExactly("cat", "dog");
    List<Row> rows = read(config(), listing);
    assertThat(rows).extracting(Row::path).containsExactly("a.png", "b.png");
    assertThat(rows).extracting(Row::label).containsExactly(0, 1);
    assertThat(rows.get(1).bytes()).isEqualTo(TestImages.png(2, 2, 2));
  }

  @Test
  void readsAnImageThatIsOnlyAPath() throws IOException {
    Files.write(folder.resolve("x.png"), TestImages.png(3, 3, 9));
    shard(
        "d.parquet",
        List.of(),
        Row.of("x.png", new byte[0], -1),
        Row.of("../outside.png", new byte[0], -1),
        Row.of("gone.png", new byte[0], -1));
    List<Reject> rejects = new ArrayList<>();
    List<Row> rows = read(config(), plan(config()), rejects);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).bytes()).isEqualTo(TestImages.png(3, 3, 9));
    assertThat(rejects).extracting(Reject::reason).containsExactly("unsafe-path", "missing");
    String before = plugin.digest(config(), FileDigests.unremembered());
    Files.write(folder.resolve("x.png"), TestImages.png(3, 3, 10));
    assertThat(plugin.digest(config(), FileDigests.unremembered())).isNotEqualTo(before);
  }

  @Test
  void mapsPlainColumnsAndNumbersTheirClasses() throws IOException {
    plain("p.parquet", 0, 2, 1);
    ParquetConfig config = config("picture", "kind");
    Listing<ParquetPart> listing = plan(config);
    assertThat(listing.classes()).containsExactly("0", "1", "2");
    assertThat(read(config, listing)).extracting(Row::label).containsExactly(0, 2, 1);
  }

  @Test
  void mapsTextsToPathsAndNamesOfClasses() throws IOException {
    Files.write(folder.resolve("x.png"), TestImages.png(3, 3, 9));
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { optional binary file (STRING); optional binary kind (STRING); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("t.parquet")))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      for (String kind : List.of("dog", "cat", "")) {
        Group row = new SimpleGroup(type);
        row.add("file", "x.png");
        row.add("kind", kind);
        writer.write(row);
      }
    }
    ParquetConfig config = config("file", "kind");
    Listing<ParquetPart> listing = plan(config);
    assertThat(listing.classes()).containsExactly("cat", "dog");
    List<Row> rows = read(config, listing);
    assertThat(rows).extracting(Row::label).containsExactly(1, 0, -1);
    assertThat(rows.get(0).bytes()).isEqualTo(TestImages.png(3, 3, 9));
  }

  @Test
  void aFileThatWasCutAnywhereIsNamed() throws IOException {
    shard("whole.parquet", List.of("cat"), Row.of("a", TestImages.png(9, 9, 1), 0));
    byte[] whole = Files.readAllBytes(folder.resolve("whole.parquet"));
    Files.delete(folder.resolve("whole.parquet"));
    for (int end : new int[] {0, 3, 4, 11, 12, whole.length / 2, whole.length - 1}) {
      Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, end));
      assertThatThrownBy(() -> plan(config()))
          .isInstanceOf(LacunaException.class)
          .hasMessageContaining("cut.parquet")
          .hasMessageContaining("expected a Parquet file with a sound footer");
    }
  }

  @Test
  void saysWhichColumnWasExpectedAndWhichAreThere() throws IOException {
    plain("p.parquet", 0);
    assertThatThrownBy(() -> plan(config()))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given columns picture, kind")
        .hasMessageContaining("expected a column 'image' with images");
    assertThatThrownBy(() -> plan(config("kind", "picture")))
        .hasMessageContaining("column 'kind': given optional int32 kind")
        .hasMessageContaining("column 'picture': given optional binary picture");
  }

  @Test
  void aLabelColumnThatIsMissingIsNotTakenForImagesWithoutClasses() throws IOException {
    plain("p.parquet", 0, 1);
    assertThatThrownBy(() -> plan(config("picture", "knid")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given columns picture, kind")
        .hasMessageContaining("expected a column 'knid' with classes")
        .hasMessageContaining("did you mean 'kind'?")
        .hasMessageContaining("none if images have no class");
    ParquetConfig unlabelled = config("picture", "none");
    assertThat(plan(unlabelled).classes()).isEmpty();
    assertThat(read(unlabelled, plan(unlabelled))).extracting(Row::label).containsExactly(-1, -1);
  }

  @Test
  void numbersThatLeaveAClassEmptyNeedAFileOfClasses() throws IOException {
    plain("p.parquet", 0, 3, 7, -1);
    assertThatThrownBy(() -> plan(config("picture", "kind")))
        .hasMessageContaining("labels up to 7, but no image of class [1, 2, 4, 5, 6]")
        .hasMessageContaining("set classes to a file");
    Files.writeString(folder.resolve("classes.txt"), "0 cat\n3 dog\n");
    ParquetConfig config =
        new ParquetConfig(folder.toString(), "", "picture", "kind", "classes.txt", 3);
    Listing<ParquetPart> listing = plan(config);
    assertThat(listing.classes()).containsExactly("cat", "dog");
    List<Reject> rejects = new ArrayList<>();
    assertThat(read(config, listing, rejects)).extracting(Row::label).containsExactly(0, 1, -1);
    assertThat(rejects)
        .containsExactly(new Reject("p.parquet#0.2", "bad-label", "'7' is none of the 2 classes"));
    String before = plugin.digest(config, FileDigests.unremembered());
    Files.writeString(folder.resolve("classes.txt"), "0 cat\n3 fox\n");
    assertThat(plugin.digest(config, FileDigests.unremembered())).isNotEqualTo(before);
  }

  @Test
  void aPatternChoosesASplit() throws IOException {
    shard("train-0.parquet", List.of("cat", "dog"), Row.of("a", TestImages.png(2, 2, 1), 0));
    shard("train-1.parquet", List.of("cat", "dog"), Row.of("b", TestImages.png(2, 2, 2), 1));
    shard("test-0.parquet", List.of("cat", "dog"), Row.of("c", TestImages.png(2, 2, 3), 1));
    ParquetConfig train = files("train-*.parquet");
    assertThat(read(train, plan(train))).extracting(Row::path).containsExactly("a", "b");
    String digest = plugin.digest(train, FileDigests.unremembered());
    shard("test-0.parquet", List.of("cat", "dog"), Row.of("d", TestImages.png(2, 2, 4), 0));
    assertThat(plugin.digest(train, FileDigests.unremembered())).isEqualTo(digest);
    assertThatThrownBy(() -> plan(files("tset-*")))
        .hasMessageContaining("no file like tset-*")
        .hasMessageContaining("there are test-0.parquet, train-0.parquet, train-1.parquet");
    Path file = folder.resolve("test-0.parquet");
    assertThatThrownBy(
            () -> plan(new ParquetConfig(file.toString(), "t*", "image", "label", "", 3)))
        .hasMessageContaining("a file, and files: t*");
    Problems problems = new Problems();
    files("train-[").check(problems);
    files("data/train-*").check(problems);
    assertThat(problems.list()).extracting(Problem::path).containsExactly("files", "files");
  }

  @Test
  void namesInSomeFilesAndNumbersInOthersAreRefused() throws IOException {
    plain("a.parquet", 0);
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { optional binary picture; optional binary kind (STRING); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("b.parquet")))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .build()) {
      Group row = new SimpleGroup(type);
      row.add("picture", Binary.fromConstantByteArray(new byte[] {1}));
      row.add("kind", "cat");
      writer.write(row);
    }
    assertThatThrownBy(() -> plan(config("picture", "kind")))
        .hasMessageContaining("names of classes in some files and numbers in others");
  }

  @Test
  void refusesFilesWithDifferentClasses() throws IOException {
    shard("a.parquet", List.of("cat"), Row.of("a", new byte[1], 0));
    shard("b.parquet", List.of("dog"), Row.of("b", new byte[1], 0));
    assertThatThrownBy(() -> plan(config())).hasMessageContaining("name different classes");
  }

  @Test
  void namesBrokenAndMissingFiles() throws IOException {
    assertThatThrownBy(() -> plan(config()))
        .hasMessageContaining("a folder without Parquet files (*.parquet)");
    Files.writeString(folder.resolve("broken.parquet"), "PAR1 and then nothing of use PAR1");
    assertThatThrownBy(() -> plan(config()))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("broken.parquet")
        .hasMessageContaining("a Parquet file with a sound footer");
    assertThatThrownBy(
            () ->
                plan(
                    new ParquetConfig(
                        folder.resolve("no").toString(), "", "image", "label", "", 3)))
        .hasMessageContaining("no such file");
  }

  @Test
  void damagedValuesAreNamedAndNotWorthARetry() throws IOException {
    plain("p.parquet", 0, 1);
    Listing<ParquetPart> listing = plan(config("picture", "kind"));
    byte[] bytes = Files.readAllBytes(folder.resolve("p.parquet"));
    Arrays.fill(bytes, 4, 40, (byte) 0xFF); // the first page's header
    Files.write(folder.resolve("p.parquet"), bytes);
    assertThatThrownBy(() -> read(config("picture", "kind"), listing))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("p.parquet")
        .hasMessageContaining("a row group (0) that cannot be read")
        .hasMessageContaining("fetch or write it again");
  }

  @Test
  void theDigestFollowsTheBytes() throws IOException {
    shard("a.parquet", List.of("cat"), Row.of("a", new byte[] {1}, 0));
    String before = plugin.digest(config(), FileDigests.unremembered());
    assertThat(plugin.digest(config(), FileDigests.unremembered())).isEqualTo(before);
    shard("a.parquet", List.of("cat"), Row.of("a", new byte[] {2}, 0));
    assertThat(plugin.digest(config(), FileDigests.unremembered())).isNotEqualTo(before);
  }

  private ParquetConfig config() {
    return config("image", "label");
  }

  private ParquetConfig config(String image, String label) {
    return new ParquetConfig(folder.toString(), "", image, label, "", 3);
  }

  private ParquetConfig files(String pattern) {
    return new ParquetConfig(folder.toString(), pattern, "image", "label", "", 3);
  }

  private Listing<ParquetPart> plan(ParquetConfig config) {
    return plugin.plan(config, new PartSize(100, 1L << 30));
  }

  private List<Row> read(ParquetConfig config, Listing<ParquetPart> listing) throws IOException {
    return read(config, listing, new ArrayList<>());
  }

  private List<Row> read(ParquetConfig config, Listing<ParquetPart> listing, List<Reject> rejects)
      throws IOException {
    Collected collected = new Collected();
    for (Listing.Part<ParquetPart> part : listing.parts()) {
      plugin.read(config, part.spec(), collected);
    }
    rejects.addAll(collected.rejects);
    return collected.rows;
  }

  private void shard(String name, List<String> classes, Row... rows) throws IOException {
    try (ShardWriter writer =
        new ShardWriter(folder.resolve(name), Vocabulary.ofClasses(classes))) {
      for (Row row : rows) {
        writer.write(row);
      }
    }
  }

  private void plain(String name, int... kinds) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve(name)))
            .withConf(new PlainParquetConfiguration())
            .withType(PLAIN)
            .build()) {
      for (int kind : kinds) {
        Group row = new SimpleGroup(PLAIN);
        row.add("picture", Binary.fromConstantByteArray(new byte[] {1}));
        row.add("kind", kind);
        writer.write(row);
      }
    }
  }
}
