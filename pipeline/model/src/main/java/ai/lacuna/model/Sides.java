package ai.lacuna.model;

import ai.lacuna.api.config.Problems;
import java.util.List;

/** What all architectures ask of the setting {@code image}. */
final class Sides {

  private Sides() {}

  /** One number for two equal sides, so that a square is written in one way. */
  static List<Integer> normalised(List<Integer> image) {
    boolean square = image.size() == 2 && image.get(0).equals(image.get(1));
    return square ? List.of(image.get(0)) : List.copyOf(image);
  }

  /**
   * Checks the number of sides, and that each is a multiple of {@code unit} pixels.
   *
   * @param name what the unit is, with its value
   */
  static void check(List<Integer> image, int unit, String name, Problems problems) {
    problems.require(
        image.size() == 1 || image.size() == 2, "image", image, "one side, or [height, width]");
    for (int side : image) {
      if (side % unit != 0) {
        int nearest = Math.max(1, side / unit) * unit;
        problems.add("image", side, "a multiple of " + name, "use " + nearest);
      }
    }
  }

  /** How many patches of which size, in words. */
  static String patches(BackboneConfig config) {
    int side = config.patch();
    return config.grid().size() + " patches of " + side + "x" + side;
  }
}
