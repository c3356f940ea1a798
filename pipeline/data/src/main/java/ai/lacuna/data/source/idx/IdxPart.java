package ai.lacuna.data.source.idx;

import java.util.List;

/**
 * Neighbouring images.
 *
 * @param from number of the first
 * @param labels class index of each, -1 = none, -2 = not among the classes
 */
public record IdxPart(long from, List<Integer> labels) {

  static final int OUTSIDE = -2;
}
