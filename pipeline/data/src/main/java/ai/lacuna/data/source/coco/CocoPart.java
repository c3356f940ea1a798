package ai.lacuna.data.source.coco;

import java.util.List;

/**
 * Some images.
 *
 * @param images them, in order
 * @param categoryIds of the whole data set, in the order of their indices
 */
public record CocoPart(List<Item> images, List<Long> categoryIds) {

  /**
   * An image.
   *
   * @param file relative to the folder of images
   * @param height as the annotations claim; 0 where they do not
   * @param width likewise
   * @param annotations where in the JSON file each of its annotations begins, in bytes
   */
  public record Item(String file, int height, int width, List<Long> annotations) {}
}
