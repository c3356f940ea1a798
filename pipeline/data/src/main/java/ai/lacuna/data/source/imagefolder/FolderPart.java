package ai.lacuna.data.source.imagefolder;

import java.util.List;

/**
 * Some files of the folder.
 *
 * @param paths relative to the folder, with slashes
 * @param labels the class index of each
 */
public record FolderPart(List<String> paths, List<Integer> labels) {}
