package ai.lacuna.data.source.parquet;

import java.util.List;

/**
 * Some row groups.
 *
 * @param groups them, in order
 * @param classes of the whole data set, in the order of their indices
 */
public record ParquetPart(List<Group> groups, List<String> classes) {

  /**
   * A row group.
   *
   * @param file its file, relative to the folder
   * @param index its number in the file
   */
  public record Group(String file, int index) {}
}
