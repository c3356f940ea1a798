package ai.lacuna.data.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {

  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final Vocabulary PLAIN = Vocabulary.ofClasses(CLASSES);
  private static final Vocabulary ALL =
      new Vocabulary(CLASSES, List.of("tail", "ear", "nose"), List.of("fur", "floor"));

  @TempDir Path folder;

  @Test
  void givesBackWhatWasWritten() throws IOException {
    RleMask mask = RleMask.ofRuns(3, 4, 2, 5, 0, 0, 5);
    Instance object = new Instance(1, 2, 3.1, 4, 1, 5, Instance.Kind.OBJECT, mask);
    Instance crowd = new Instance(0, 0, 1, 1, 0, 0.7, Instance.Kind.CROWD, null);
    Instance difficult = new Instance(-0.5, 0, 1, 1, 2, 1, Instance.Kind.DIFFICULT, null);
    Annotations all = new Annotations(List.of(object, crowd, difficult), new byte[] {4});
    List<Row> rows =
        List.of(
            new Row("a", new byte[] {1, 2, 3}, 1, all),
            new Row("b/ü", new byte[] {5}, Row.UNLABELLED, Annotations.NONE));
    Path file = write("one.parquet", rows, ALL);
    try (ShardReader reader = new ShardReader(file)) {
      assertThat(reader.groupRows()).containsExactly(2);
      assertThat(reader.labels(0)).containsExactly(1, -1);
      assertThat(reader.annotations(0))
          .usingRecursiveComparison()
          .isEqualTo(List.of(all, Annotations.NONE));
      assertThat(reader.images(0))
          .usingRecursiveComparison()
          .isEqualTo(
              List.of(Row.of("a", new byte[] {1, 2, 3}, 1), Row.of("b/ü", new byte[] {5}, -1)));
    }
  }

  @Test
  void hasTheColumnsAndTheFooterOfHuggingFace() throws IOException {
    Path file = write("hf.parquet", List.of(Row.of("a", new byte[1], 0)), PLAIN);
    try (ShardReader reader = new ShardReader(file)) {
      assertThat(reader.schema().toString().replaceAll("\\s+", " "))
          .contains("optional group image { optional binary bytes;")
          .contains("optional binary path (STRING);")
          .contains("optional int64 label;");
      assertThat(reader.metadata("huggingface"))
          .isEqualTo(
              "{\"info\":{\"features\":{\"image\":{\"_type\":\"Image\"},"
                  + "\"label\":{\"_type\":\"ClassLabel\",\"names\":[\"cat\",\"dog\"]}}}}");
    }
  }

  @Test
  void describesAnnotationsAsHuggingFaceDoes() throws IOException {
    Path file = write("hf.parquet", List.of(Row.of("a", new byte[1], 0)), ALL);
    try (ShardReader reader = new ShardReader(file)) {
      String schema = reader.schema().toString().replaceAll("\\s+", " ");
      assertThat(schema).contains("optional group objects { optional group bbox (LIST)");
      assertThat(reader.metadata("huggingface"))
          .contains(
              "\"objects\":{\"bbox\":{\"_type\":\"Sequence\",\"feature\":{\"_type\":\"Sequence\",\"feature\":{\"dtype\":\"float64\",\"_type\":\"Value\"}}}")
          .contains(
              "\"category\":{\"_type\":\"Sequence\",\"feature\":{\"_type\":\"ClassLabel\","
                  + "\"names\":[\"tail\",\"ear\",\"nose\"]}}")
          .contains("\"segmentation\":[{\"size\":{\"_type\":\"Sequence\"")
          .contains("\"semantic\":{\"_type\":\"Image\"}");
    }
  }

  @Test
  void readsClassNamesInBothOfTheirForms() {
    String listed = "{\"info\":{\"features\":{\"y\":{\"names\":[\"a\",\"b\"]}}}}";
    String numbered = "{\"info\":{\"features\":{\"y\":{\"names\":{\"0\":\"a\",\"1\":\"b\"}}}}}";
    assertThat(ShardSchema.classNames(listed, "y")).containsExactly("a", "b");
    assertThat(ShardSchema.classNames(numbered, "y")).containsExactly("a", "b");
    assertThat(ShardSchema.classNames(listed, "label")).isEmpty();
    assertThat(ShardSchema.classNames("no JSON", "y")).isEmpty();
  }

  @Test
  void theFooterListsNothingInTheOrderOfHashes() throws IOException {
    List<Row> rows =
        IntStream.range(0, 300).mapToObj(i -> Row.of("p" + i % 3, new byte[i], i % 2)).toList();
    Path file = write("sorted.parquet", rows, ALL);

    List<ColumnMetaData> columns =
        Footer.read(file).getRow_groups().stream()
            .flatMap(g -> g.getColumns().stream())
            .map(ColumnChunk::getMeta_data)
            .toList();

    assertThat(columns).anyMatch(c -> c.getEncodings().size() > 2);
    for (ColumnMetaData column : columns) {
      assertThat(column.getEncodings())
          .isSortedAccordingTo(Comparator.comparing(Encoding::getValue));
    }
    try (ShardReader reader = new ShardReader(file)) {
      assertThat(reader.images(0)).hasSize(300);
    }
  }

  @Test
  void equalRowsGiveEqualBytes() throws IOException {
    List<Row> rows =
        IntStream.range(0, 300).mapToObj(i -> Row.of("p" + i, new byte[i], i % 2)).toList();
    assertThat(Files.readAllBytes(write("x.parquet", rows, ALL)))
        .isEqualTo(Files.readAllBytes(write("y.parquet", rows, ALL)));
  }

  @Test
  void cutsRowGroupsByTheirBytes() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[200_000]; // noise, since groups are measured compressed
      random.nextBytes(bytes);
      rows.add(Row.of("p" + i, bytes, 0));
    }
    try (ShardReader reader = new ShardReader(write("big.parquet", rows, PLAIN))) {
      assertThat(reader.groupRows()).hasSizeBetween(3, 8);
      assertThat(IntStream.of(reader.groupRows()).sum()).isEqualTo(100);
      assertThat(reader.images(1).get(0).path()).isEqualTo("p" + reader.groupRows()[0]);
    }
  }

  @Test
  void namesAFileThatIsNoParquet() throws IOException {
    Path file = Files.writeString(folder.resolve("text.parquet"), "no Parquet in here at all");
    assertThatThrownBy(() -> new ShardReader(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.parquet (it is not a Parquet file. Expected magic number");
  }

  private Path write(String name, List<Row> rows, Vocabulary vocabulary) throws IOException {
    Path file = folder.resolve(name);
    try (ShardWriter writer = new ShardWriter(file, vocabulary)) {
      for (Row row : rows) {
        writer.write(row);
      }
    }
    return file;
  }
}
