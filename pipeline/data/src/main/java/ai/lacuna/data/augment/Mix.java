package ai.lacuna.data.augment;

import java.util.Optional;

/**
 * How an image is mixed with its partner.
 *
 * @param drawn the image's own share λ, as it was drawn; 1 = nothing is mixed
 * @param cut the rectangle that shows the partner (cutmix); empty = mixup
 */
record Mix(double drawn, Optional<Cut> cut) {

  /** Nothing is mixed. */
  static final Mix NOTHING = mixup(1);

  /** All pixels blended alike. */
  static Mix mixup(double own) {
    return new Mix(own, Optional.empty());
  }

  /** A rectangle of the partner. */
  static Mix cutmix(double own, Cut cut) {
    return new Mix(own, Optional.of(cut));
  }

  /** Rows [top, bottom), columns [left, right); may be empty. */
  record Cut(int top, int bottom, int left, int right) {

    /**
     * The rectangle of the partner's share around a centre, as far as it lies in the image.
     *
     * @param own the image's own share λ
     */
    static Cut around(int y, int x, double own, int height, int width) {
      double ratio = Math.sqrt(1 - own);
      int h = (int) (height * ratio);
      int w = (int) (width * ratio);
      int top = y - h / 2;
      int left = x - w / 2;
      return new Cut(
          Math.max(0, top),
          Math.min(height, top + h),
          Math.max(0, left),
          Math.min(width, left + w));
    }

    boolean has(int y, int x) {
      return top <= y && y < bottom && left <= x && x < right;
    }

    int area() {
      return (bottom - top) * (right - left);
    }
  }

  /** The image's own share over all pixels. */
  double share(int height, int width) {
    return cut.map(c -> 1 - (double) c.area() / (height * width)).orElse(drawn);
  }

  /** The image's own share of the pixel at (y, x). */
  float own(int y, int x) {
    if (cut.isPresent()) {
      return cut.get().has(y, x) ? 0 : 1;
    }
    return (float) drawn;
  }
}
