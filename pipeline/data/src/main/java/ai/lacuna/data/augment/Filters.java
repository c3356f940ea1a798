package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.data.image.Filter;

/** The kernels of the interpolations that a plan can name. */
final class Filters {

  private Filters() {}

  static Filter of(Interpolation interpolation) {
    return switch (interpolation) {
      case BILINEAR -> Filter.BILINEAR;
      case BICUBIC -> Filter.BICUBIC;
      case LANCZOS -> Filter.LANCZOS;
    };
  }
}
