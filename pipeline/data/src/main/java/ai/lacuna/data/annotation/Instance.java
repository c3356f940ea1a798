package ai.lacuna.data.annotation;

import org.jspecify.annotations.Nullable;

/**
 * One object of an image. Coordinates are pixels of the stored image, continuous, with (0, 0) at
 * the outer corner of its top left pixel: a box that covers exactly that pixel is (0, 0, 1, 1). A
 * box may reach over the image's edge where the source says so; it overlaps the image and has an
 * area.
 *
 * @param x left edge
 * @param y top edge
 * @param width greater than 0
 * @param height greater than 0
 * @param category index into the data set's categories
 * @param area in pixels; of the mask where the source gives or has one, else of the box
 * @param kind how evaluation is to treat it
 * @param mask its pixels, of the image's size; null where the source has only a box
 */
public record Instance(
    double x,
    double y,
    double width,
    double height,
    int category,
    double area,
    Kind kind,
    @Nullable RleMask mask) {

  /** How evaluation is to treat an object. */
  public enum Kind {
    /** As one object. */
    OBJECT,
    /** A region of many objects, COCO's {@code iscrowd}: finding any part of it is no error. */
    CROWD,
    /** One object that VOC calls {@code difficult}: neither finding nor missing it counts. */
    DIFFICULT
  }

  /** An object with a box and nothing else. */
  public static Instance ofBox(double x, double y, double width, double height, int category) {
    return new Instance(x, y, width, height, category, width * height, Kind.OBJECT, null);
  }
}
