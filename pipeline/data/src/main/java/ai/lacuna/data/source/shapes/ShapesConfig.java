package ai.lacuna.data.source.shapes;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;

/** Settings of the source {@code shapes}. */
public record ShapesConfig(
    @Doc("Number of images.") @Range("[1, 100000000]") long count,
    @Doc("Height of the images in pixels.") @Range("[8, 4096]") int height,
    @Doc("Width of the images in pixels.") @Range("[8, 4096]") int width,
    @Doc("Channels of the images: 3 = RGB, 1 = grey, others are generated alike.") @Range("[1, 64]")
        int channels,
    @Doc("Number of classes, taken in the order circle, square, triangle, star, cross, ring, …")
        @Range("[1, 8]")
        int classes,
    @Doc("Objects in an image, at most; the label is the class of the largest.") @Range("[1, 8]")
        int objects,
    @Doc("Seed; train and test sets need different ones.") long seed)
    implements Config {

  /** 2,000 RGB images of 32 x 32, one object of 8 classes in each. */
  public static ShapesConfig defaults() {
    return new ShapesConfig(2000, 32, 32, 3, 8, 1, 0);
  }
}
