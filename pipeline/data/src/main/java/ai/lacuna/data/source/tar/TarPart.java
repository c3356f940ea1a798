package ai.lacuna.data.source.tar;

import java.util.List;

/**
 * Neighbouring samples of an archive.
 *
 * @param archive its file name
 * @param start where the first sample's first header begins, in bytes of the unpacked archive
 * @param labels of each sample the class index, -1 = none, -2 = not among the classes
 * @param duplicates numbers, within the part, of samples whose key came earlier in the archive
 */
public record TarPart(String archive, long start, List<Integer> labels, List<Integer> duplicates) {

  static final int OUTSIDE = -2;
}
