package ai.lacuna.api.augment;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;

/**
 * A random change of a crop, as settings. What carries it out is found by the type of this record;
 * another jar brings both, see {@code ai.lacuna.data.augment.AugmentationPlugin}.
 *
 * <p>Those here work on unsigned bytes and give the pixels that Pillow gives. Images of other than
 * three channels have no colour: {@link Greyscale} leaves them as they are, and so do the
 * saturation and hue of {@link ColourJitter}.
 */
public interface Augmentation extends Config {

  /**
   * What BYOL does to a crop (Grill et al., 2020, appendix B), and after it DINO, iBOT and MoCo v3:
   * flip, colour jitter, greyscale, blur, solarise.
   *
   * @param blur probability of the blur
   * @param solarise probability of solarising
   */
  static Augmentation[] byol(double blur, double solarise) {
    return new Augmentation[] {
      Flip.defaults(),
      ColourJitter.defaults(),
      Greyscale.defaults(),
      GaussianBlur.with(blur),
      new Solarise(128, solarise)
    };
  }

  /** Left and right exchanged. */
  @TypeName("flip")
  record Flip(@Doc("Probability") @Range("[0, 1]") double probability) implements Augmentation {
    public static Flip defaults() {
      return new Flip(0.5);
    }
  }

  /**
   * Brightness, contrast, saturation and hue changed by random factors, in random order
   * (torchvision, ColorJitter).
   *
   * @param brightness b: the factor is uniform in [max(0, 1 - b), 1 + b]; 0 = unchanged
   * @param contrast as brightness
   * @param saturation as brightness
   * @param hue h: the shift is uniform in [-h, h], in turns of the colour circle; 0 = unchanged
   * @param probability that anything is done
   */
  @TypeName("colour-jitter")
  record ColourJitter(
      @Doc("Range of the brightness factor around 1") @Range("[0, )") double brightness,
      @Doc("Range of the contrast factor around 1") @Range("[0, )") double contrast,
      @Doc("Range of the saturation factor around 1") @Range("[0, )") double saturation,
      @Doc("Largest shift of the hue, in turns") @Range("[0, 0.5]") double hue,
      @Doc("Probability") @Range("[0, 1]") double probability)
      implements Augmentation {

    /** As DINO, iBOT and MoCo v3. */
    public static ColourJitter defaults() {
      return new ColourJitter(0.4, 0.4, 0.2, 0.1, 0.8);
    }
  }

  /** Every channel becomes the luminance. */
  @TypeName("greyscale")
  record Greyscale(@Doc("Probability") @Range("[0, 1]") double probability)
      implements Augmentation {

    /** As DINO, iBOT and MoCo v3. */
    public static Greyscale defaults() {
      return new Greyscale(0.2);
    }
  }

  /**
   * Gaussian blur as Pillow approximates it, by three box blurs.
   *
   * @param minRadius smallest standard deviation in pixels
   * @param maxRadius largest; the radius is uniform between them
   * @param probability that it is done
   */
  @TypeName("gaussian-blur")
  record GaussianBlur(
      @Doc("Smallest standard deviation in pixels") @Range("[0, )") double minRadius,
      @Doc("Largest standard deviation in pixels") @Range("[0, )") double maxRadius,
      @Doc("Probability") @Range("[0, 1]") double probability)
      implements Augmentation {

    /** As the local crops of DINO and iBOT. */
    public static GaussianBlur defaults() {
      return with(0.5);
    }

    /** Radii from 0.1 to 2, as DINO, iBOT and MoCo v3. */
    public static GaussianBlur with(double probability) {
      return new GaussianBlur(0.1, 2, probability);
    }

    public GaussianBlur {
      if (!(0 <= minRadius && minRadius <= maxRadius)) {
        throw new IllegalArgumentException(
            "radii with 0 <= minRadius <= maxRadius, not " + minRadius + " and " + maxRadius);
      }
    }
  }

  /**
   * Samples from a threshold on are inverted.
   *
   * @param threshold the smallest sample that is inverted
   * @param probability that it is done
   */
  @TypeName("solarise")
  record Solarise(
      @Doc("Smallest sample that is inverted") @Range("[0, 256]") int threshold,
      @Doc("Probability") @Range("[0, 1]") double probability)
      implements Augmentation {

    /** As the second crop of DINO, iBOT and MoCo v3. */
    public static Solarise defaults() {
      return new Solarise(128, 0.2);
    }
  }

  /**
   * Some of fifteen operations, drawn with replacement, each done with a probability of its own
   * (Cubuk et al., 2020) in the form of timm's {@code rand-m9-mstd0.5-inc1}: all get stronger with
   * the magnitude.
   *
   * @param operations how many are drawn
   * @param magnitude mean strength, of 10
   * @param magnitudeStd standard deviation of the strength
   * @param probability that a drawn operation is done
   * @param interpolation of rotations, shears and translations
   */
  @TypeName("rand-augment")
  record RandAugment(
      @Doc("How many operations are drawn") @Range("[1, )") int operations,
      @Doc("Mean strength, of 10") @Range("[0, 10]") double magnitude,
      @Doc("Standard deviation of the strength") @Range("[0, )") double magnitudeStd,
      @Doc("Probability that a drawn operation is done") @Range("[0, 1]") double probability,
      @Doc("Interpolation of rotations, shears and translations") Interpolation interpolation)
      implements Augmentation {

    /** As MAE, BEiT and SimMIM are fine-tuned. */
    public static RandAugment defaults() {
      return new RandAugment(2, 9, 0.5, 0.5, Interpolation.BICUBIC);
    }

    public RandAugment {
      if (interpolation == Interpolation.LANCZOS) {
        throw new IllegalArgumentException("bilinear or bicubic, as Pillow's transforms have it");
      }
    }
  }

  /**
   * A rectangle is overwritten with normal noise, sample by sample, of the data set's mean and
   * standard deviation (Zhong et al., 2020; timm, RandomErasing in mode {@code pixel}).
   *
   * @param probability that it is done
   * @param minArea smallest share of the area
   * @param maxArea largest share
   * @param minAspect smallest height over width, and the inverse of the largest
   */
  @TypeName("random-erasing")
  record RandomErasing(
      @Doc("Probability") @Range("[0, 1]") double probability,
      @Doc("Smallest share of the area") @Range("(0, 1]") double minArea,
      @Doc("Largest share of the area") @Range("(0, 1]") double maxArea,
      @Doc("Smallest height over width, and the inverse of the largest") @Range("(0, 1]")
          double minAspect)
      implements Augmentation {

    /** As MAE, BEiT and SimMIM are fine-tuned. */
    public static RandomErasing defaults() {
      return new RandomErasing(0.25, 0.02, 1.0 / 3, 0.3);
    }

    public RandomErasing {
      if (!(minArea <= maxArea)) {
        throw new IllegalArgumentException(
            "areas with minArea <= maxArea, not " + minArea + " and " + maxArea);
      }
    }
  }
}
