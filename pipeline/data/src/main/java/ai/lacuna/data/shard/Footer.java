package ai.lacuna.data.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The footer of a Parquet file: its metadata, the metadata's length, and {@code PAR1}. */
public final class Footer {

  // Length (little-endian) and magic number.
  private static final int TAIL = 8;

  private Footer() {}

  /** Reads a file's metadata. */
  static FileMetaData read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return metadata(channel, start(channel));
    }
  }

  /**
   * Sorts what the writer lists in the order of hash sets, which differs from process to process:
   * the encodings of each column.
   */
  public static void sort(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long start = start(channel);
      FileMetaData metadata = metadata(channel, start);
      for (RowGroup group : metadata.getRow_groups()) {
        for (ColumnChunk chunk : group.getColumns()) {
          sort(chunk.getMeta_data());
        }
      }
      ByteArrayOutputStream sorted = new ByteArrayOutputStream();
      Util.writeFileMetaData(metadata, sorted);
      ByteBuffer footer =
          ByteBuffer.allocate(sorted.size() + TAIL)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(sorted.toByteArray())
              .putInt(sorted.size())
              .put(new byte[] {'P', 'A', 'R', '1'})
              .flip();
      channel.truncate(start);
      channel.position(start);
      while (footer.hasRemaining()) {
        channel.write(footer);
      }
    }
  }

  private static void sort(ColumnMetaData column) {
    List<Encoding> encodings = new ArrayList<>(column.getEncodings());
    encodings.sort(Comparator.comparingInt(Encoding::getValue));
    column.setEncodings(encodings);
    if (column.isSetEncoding_stats()) {
      List<PageEncodingStats> stats = new ArrayList<>(column.getEncoding_stats());
      stats.sort(
          Comparator.comparingInt((PageEncodingStats s) -> s.getPage_type().getValue())
              .thenComparingInt(s -> s.getEncoding().getValue()));
      column.setEncoding_stats(stats);
    }
  }

  private static long start(FileChannel channel) throws IOException {
    ByteBuffer tail = read(channel, channel.size() - TAIL, TAIL);
    return channel.size() - TAIL - tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static FileMetaData metadata(FileChannel channel, long start) throws IOException {
    ByteBuffer bytes = read(channel, start, Math.toIntExact(channel.size() - TAIL - start));
    return Util.readFileMetaData(new ByteArrayInputStream(bytes.array()));
  }

  private static ByteBuffer read(FileChannel channel, long position, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ends within its footer");
      }
    }
    return buffer.flip();
  }
}
