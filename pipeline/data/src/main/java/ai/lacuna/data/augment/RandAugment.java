package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/**
 * A few of fifteen operations, in the form of timm's {@code rand-m9-mstd0.5-inc1}: the strength of
 * each is drawn around the magnitude, and all are stronger where it is larger.
 *
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/auto_augment.py,
 *     rand_augment_transform</a>
 */
final class RandAugment implements ImageOperation {

  private static final double FULL = 10; // the magnitude that stands for all of an effect

  /** The operations, in timm's order. */
  enum Kind {
    AUTOCONTRAST,
    EQUALISE,
    INVERT,
    ROTATE,
    POSTERISE,
    SOLARISE,
    SOLARISE_ADD,
    SATURATION,
    CONTRAST,
    BRIGHTNESS,
    SHARPNESS,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y
  }

  private final Augmentation.RandAugment settings;
  private final Affine affine;

  RandAugment(Augmentation.RandAugment settings, PixelStatistics pixels) {
    this.settings = settings;
    byte[] fill = new byte[pixels.mean().length];
    for (int c = 0; c < fill.length; c++) {
      fill[c] = (byte) Math.min(255, Math.rint(255.0 * pixels.mean()[c]));
    }
    this.affine = new Affine(settings.interpolation(), fill);
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    Image changed = image;
    for (int n = 0; n < settings.operations(); n++) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      boolean done = random.nextDouble() < settings.probability();
      double magnitude = settings.magnitude() + settings.magnitudeStd() * random.nextGaussian();
      double sign = random.nextDouble() < 0.5 ? 1 : -1;
      if (done) {
        double level = Math.max(0, Math.min(FULL, magnitude)) / FULL;
        changed = apply(kind, changed, level, sign);
      }
    }
    return changed;
  }

  /**
   * Does one operation.
   *
   * @param level its strength in [0, 1]
   * @param sign ±1: its direction, if it has two
   */
  Image apply(Kind kind, Image image, double level, double sign) {
    double factor = Math.max(0.1, 1 + sign * 0.9 * level);
    return switch (kind) {
      case AUTOCONTRAST -> Tables.autocontrast(image);
      case EQUALISE -> Tables.equalise(image);
      case INVERT -> Tables.invert(image);
      case ROTATE -> affine.rotate(image, sign * 30 * level);
      case POSTERISE -> Tables.posterise(image, 4 - (int) (4 * level));
      case SOLARISE -> Tables.solarise(image, 256 - (int) (256 * level));
      case SOLARISE_ADD -> Tables.solariseAdd(image, (int) (110 * level));
      case SATURATION -> Colours.saturation(image, factor);
      case CONTRAST -> Colours.contrast(image, factor);
      case BRIGHTNESS -> Colours.brightness(image, factor);
      case SHARPNESS -> Sharpness.adjust(image, factor);
      case SHEAR_X -> affine.shearX(image, sign * 0.3 * level);
      case SHEAR_Y -> affine.shearY(image, sign * 0.3 * level);
      case TRANSLATE_X -> affine.translateX(image, sign * 0.45 * level);
      case TRANSLATE_Y -> affine.translateY(image, sign * 0.45 * level);
    };
  }
}
