package ai.lacuna.tokenizer.cache;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.shard.Footer;
import ai.lacuna.data.shard.ShardReader;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The files of a tokens artifact: one Parquet file for each shard of the data set, and {@code
 * tokens.json}. A row of Parquet is one variant of one image: the checksum (CRC-32C) of the pixels
 * that the encoder sees of it, and its tokens, row-major.
 */
final class TokenFiles {

  static final String INDEX = "tokens.json";
  static final int SCHEMA = 1;

  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message tokens {
            required int64 row;
            required int32 variant;
            required int64 pixels;
            required group tokens (LIST) { repeated group list { required int32 element; } }
          }
          """);

  /**
   * What {@code tokens.json} says.
   *
   * @param schema version of this format
   * @param vocabulary codes K
   * @param positions tokens N of a crop
   * @param variants stored variants of each image
   * @param rows images
   * @param files in the order of the data set's shards
   */
  record Index(
      int schema, int vocabulary, int positions, int variants, long rows, List<Part> files) {}

  /**
   * One file.
   *
   * @param file its name
   * @param firstRow row number of its first image in the data set
   * @param rows images in it
   */
  record Part(String file, long firstRow, long rows) {}

  /**
   * The tokens of a variant of an image.
   *
   * @param row the image's row in the data set
   * @param variant number of the variant
   * @param pixels {@link #checksum} of what the encoder sees
   * @param tokens (N)
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to the file as it is
  record Entry(long row, int variant, long pixels, long[] tokens) {}

  private TokenFiles() {}

  /** The checksum of a part of an array. */
  static long checksum(byte[] pixels, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(pixels, offset, length);
    return checksum.getValue();
  }

  /** Writes a file under a temporary name and renames it; equal entries give equal bytes. */
  static void write(Path file, List<Entry> entries) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(temporary))
              .withConf(new PlainParquetConfiguration())
              .withType(COLUMNS)
              .withCompressionCodec(CompressionCodecName.ZSTD)
              .withPageWriteChecksumEnabled(true)
              .build()) {
        for (Entry entry : entries) {
          writer.write(group(entry));
        }
      }
      Footer.sort(temporary);
      AtomicFiles.rename(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Group group(Entry entry) {
    Group group = new SimpleGroup(COLUMNS);
    group.add("row", entry.row());
    group.add("variant", entry.variant());
    group.add("pixels", entry.pixels());
    Group list = group.addGroup("tokens");
    for (long token : entry.tokens()) {
      list.addGroup("list").add("element", (int) token);
    }
    return group;
  }

  /** Reads a file back, in the order in which it was written. */
  static List<Entry> read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> columns = COLUMNS.getFields().stream().map(f -> f.getName()).toList();
    try (ShardReader reader = new ShardReader(file)) {
      for (int g = 0; g < reader.groupRows().length; g++) {
        for (Group group : reader.read(g, columns)) {
          entries.add(entry(group));
        }
      }
    }
    return entries;
  }

  private static Entry entry(Group group) {
    Group list = group.getGroup("tokens", 0);
    long[] tokens = new long[list.getFieldRepetitionCount("list")];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = list.getGroup("list", i).getInteger("element", 0);
    }
    return new Entry(
        group.getLong("row", 0),
        group.getInteger("variant", 0),
        group.getLong("pixels", 0),
        tokens);
  }

  /**
   * Reads the index.
   *
   * @throws LacunaException of kind DATA if there is none, or of another version
   */
  static Index index(Path folder) throws IOException {
    Path file = folder.resolve(INDEX);
    try {
      Index index = Json.read(file, Index.class);
      if (index.schema() == SCHEMA) {
        return index;
      }
      throw damaged(file, "schema " + index.schema());
    } catch (JsonProcessingException e) {
      throw damaged(file, String.valueOf(e.getMessage()));
    }
  }

  static LacunaException damaged(Path file, String given) {
    return new LacunaException(
        LacunaException.Kind.DATA,
        file.toString(),
        given,
        "tokens that this version wrote for this data set",
        "remove the artifact's folder and run again");
  }
}
