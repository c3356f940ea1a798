package ai.lacuna.data.source.csv;

import java.util.List;

/**
 * Some lines of the list.
 *
 * @param paths relative to the root, with slashes
 * @param labels the class index of each
 */
public record CsvPart(List<String> paths, List<Integer> labels) {}
