package ai.lacuna.api.augment;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;

/** Which part of an image a view shows, and how it gets the view's size. */
public sealed interface Crop extends Config {

  /** The crop of MAE's pre-training (Appendix A.1). */
  static Crop defaults() {
    return RandomResized.defaults();
  }

  /**
   * A random part, resized: area uniform in a range of shares of the image's area, aspect ratio
   * log-uniform (torchvision, RandomResizedCrop).
   *
   * @param minArea smallest share of the image's area; 1 keeps as much as the aspect ratio allows
   * @param maxArea largest share
   * @param minAspect smallest width over height
   * @param maxAspect largest width over height
   * @param interpolation how it is resized
   */
  @TypeName("random-resized-crop")
  record RandomResized(
      @Doc("Smallest share of the image's area") @Range("(0, 1]") double minArea,
      @Doc("Largest share of the image's area") @Range("(0, 1]") double maxArea,
      @Doc("Smallest width over height") @Range("(0, )") double minAspect,
      @Doc("Largest width over height") @Range("(0, )") double maxAspect,
      @Doc("How it is resized") Interpolation interpolation)
      implements Crop {

    /** Crops of at least a fifth of the image, as MAE's. */
    public static RandomResized defaults() {
      return of(0.2, 1);
    }

    /** Aspect ratios from 3/4 to 4/3, bicubic. */
    public static RandomResized of(double minArea, double maxArea) {
      return new RandomResized(minArea, maxArea, 3.0 / 4, 4.0 / 3, Interpolation.BICUBIC);
    }

    public RandomResized {
      if (!(0 < minArea && minArea <= maxArea && maxArea <= 1)) {
        throw new IllegalArgumentException(
            "areas with 0 < minArea <= maxArea <= 1, not " + minArea + " and " + maxArea);
      }
      if (!(0 < minAspect && minAspect <= maxAspect)) {
        throw new IllegalArgumentException(
            "aspect ratios with 0 < minAspect <= maxAspect, not " + minAspect + ", " + maxAspect);
      }
    }
  }

  /**
   * The image in the view's size, widened on each side, and a random part of that with the view's
   * size (torchvision, RandomCrop with padding): the crop of most work on CIFAR. An image of
   * another size is first resized to cover the view and cut to its centre.
   *
   * @param padding pixels added on each side
   * @param edge what they show
   */
  @TypeName("padded-crop")
  record Padded(
      @Doc("Pixels added on each side") @Range("[0, )") int padding,
      @Doc("What the added pixels show: zero, or the image mirrored") Edge edge)
      implements Crop {

    /** What lies outside of an image. */
    public enum Edge {
      /** Black. */
      ZERO,
      /** The image mirrored at its outermost pixels, which are not repeated. */
      REFLECT
    }

    /** Four black pixels on each side. */
    public static Padded defaults() {
      return new Padded(4, Edge.ZERO);
    }
  }

  /** Resized (bicubic) to cover the view, then its centre: what evaluation sees. */
  @TypeName("centre-crop")
  record Centre() implements Crop {
    public static Centre defaults() {
      return new Centre();
    }
  }

  /**
   * The whole image, brought to the view's size without regard to its aspect ratio.
   *
   * @param interpolation how it is resized
   */
  @TypeName("whole")
  record Whole(@Doc("How it is resized") Interpolation interpolation) implements Crop {
    public static Whole defaults() {
      return new Whole(Interpolation.BICUBIC);
    }
  }
}
