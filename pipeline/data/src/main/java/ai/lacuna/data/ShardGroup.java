package ai.lacuna.data;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A row group of a Parquet file.
 *
 * @param file the file
 * @param group the group's number in it
 * @param size its rows
 */
record ShardGroup(Path file, int group, long size) implements RowGroup {

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public List<Row> images() throws IOException {
    try (ShardReader reader = new ShardReader(file)) {
      return reader.images(group);
    }
  }

  @Override
  public int[] labels() throws IOException {
    try (ShardReader reader = new ShardReader(file)) {
      return reader.labels(group);
    }
  }

  @Override
  public List<Annotations> annotations() throws IOException {
    try (ShardReader reader = new ShardReader(file)) {
      return reader.annotations(group);
    }
  }
}
