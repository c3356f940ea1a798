package ai.lacuna.data.shard;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** Writes one shard. Equal rows give equal bytes. Not thread-safe. */
public final class ShardWriter implements Closeable {

  // Small groups are what a loader can shuffle and hold; Hugging Face writes 100 images to a group.
  private static final long GROUP_BYTES = 4L << 20;
  private static final int GROUP_CHECK_ROWS = 16;

  private final Path file;
  private final ParquetWriter<Row> writer;
  private boolean closed;

  /**
   * Starts a shard; an existing file is replaced.
   *
   * @param file the file, which is complete only once this writer is closed
   * @param vocabulary names for the footer, and which columns follow image and label
   */
  public ShardWriter(Path file, Vocabulary vocabulary) throws IOException {
    this.file = file;
    Map<String, String> metadata =
        Map.of(ShardSchema.METADATA_KEY, ShardSchema.metadata(vocabulary));
    RowWriteSupport support = new RowWriteSupport(vocabulary.annotations(), metadata);
    writer =
        new Builder(new LocalOutputFile(file), support)
            .withConf(new PlainParquetConfiguration())
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withDictionaryEncoding("image.bytes", false)
            .withStatisticsEnabled("image.bytes", false)
            .withPageWriteChecksumEnabled(true)
            .withRowGroupSize(GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(GROUP_CHECK_ROWS)
            .withMaxRowCountForPageSizeCheck(GROUP_CHECK_ROWS)
            .build();
  }

  /** Appends a row. */
  public void write(Row row) throws IOException {
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      writer.close();
      Footer.sort(file);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final RowWriteSupport support;

    Builder(OutputFile file, RowWriteSupport support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return support;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
      return support;
    }
  }
}
