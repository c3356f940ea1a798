package ai.lacuna.data.shard;

import ai.lacuna.data.annotation.Annotations;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Reads row groups of a Parquet file in any order. Not thread-safe. */
public final class ShardReader implements Closeable {

  private final ParquetFileReader reader;
  private final Path file;

  /** Opens a file and reads its footer. */
  public ShardReader(Path file) throws IOException {
    this.file = file;
    try {
      this.reader =
          ParquetFileReader.open(
              new LocalInputFile(file),
              ParquetReadOptions.builder(new PlainParquetConfiguration())
                  .usePageChecksumVerification()
                  .build());
    } catch (RuntimeException e) { // how Parquet reports a file that is none
      // Parquet names the file by its object's hash, and adds whole schemas in further lines.
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      String why = first.replaceFirst("^\\S+@\\p{XDigit}+ ", "it ");
      throw new IOException("not a readable Parquet file: " + file + " (" + why + ")", e);
    }
  }

  /** All columns. */
  public MessageType schema() {
    return reader.getFileMetaData().getSchema();
  }

  /** A value of the footer, or null. */
  public @Nullable String metadata(String key) {
    return reader.getFileMetaData().getKeyValueMetaData().get(key);
  }

  /** Rows in each row group. */
  public int[] groupRows() {
    return reader.getRowGroups().stream().mapToInt(g -> (int) g.getRowCount()).toArray();
  }

  /** Bytes of each row group before compression. */
  public long[] groupBytes() {
    return reader.getRowGroups().stream().mapToLong(BlockMetaData::getTotalByteSize).toArray();
  }

  /** Whether a row group's statistics say that no row lacks a value in a column. */
  public boolean isComplete(int group, String... column) {
    ColumnPath path = ColumnPath.get(column);
    return reader.getRowGroups().get(group).getColumns().stream()
        .filter(chunk -> chunk.getPath().equals(path))
        .map(ColumnChunkMetaData::getStatistics)
        .anyMatch(statistics -> statistics.isNumNullsSet() && statistics.getNumNulls() == 0);
  }

  /**
   * Reads some top-level columns of one row group.
   *
   * @param columns their names; a name that does not exist is left out
   */
  public List<Group> read(int group, List<String> columns) throws IOException {
    List<Type> wanted =
        schema().getFields().stream().filter(f -> columns.contains(f.getName())).toList();
    MessageType projection = new MessageType(schema().getName(), wanted);
    reader.setRequestedSchema(projection);
    try {
      PageReadStore pages = reader.readRowGroup(group);
      RecordReader<Group> records =
          new ColumnIOFactory()
              .getColumnIO(projection, schema())
              .getRecordReader(pages, new GroupRecordConverter(projection));
      List<Group> rows = new ArrayList<>();
      for (long r = 0; r < pages.getRowCount(); r++) {
        rows.add(records.read());
      }
      return rows;
    } catch (RuntimeException e) { // how Parquet reports damaged pages
      throw new IOException("row group " + group + " of " + file + " is damaged", e);
    }
  }

  /** The labels of one row group, {@link Row#UNLABELLED} where there is none. */
  public int[] labels(int group) throws IOException {
    return read(group, List.of("label")).stream()
        .mapToInt(
            row ->
                row.getFieldRepetitionCount("label") == 0
                    ? Row.UNLABELLED
                    : (int) row.getLong("label", 0))
        .toArray();
  }

  /** The images of one row group, with their labels but without other annotations. */
  public List<Row> images(int group) throws IOException {
    return read(group, List.of("image", "label")).stream()
        .map(
            row -> {
              Group image = row.getGroup("image", 0);
              boolean labelled = row.getFieldRepetitionCount("label") > 0;
              return Row.of(
                  image.getString("path", 0),
                  image.getBinary("bytes", 0).getBytes(),
                  labelled ? (int) row.getLong("label", 0) : Row.UNLABELLED);
            })
        .toList();
  }

  /** The annotations of the images of one row group. */
  public List<Annotations> annotations(int group) throws IOException {
    return read(group, List.of("objects", "semantic")).stream()
        .map(ObjectColumns::annotations)
        .toList();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
