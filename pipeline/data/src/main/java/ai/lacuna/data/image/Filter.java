package ai.lacuna.data.image;

/** Resampling kernels, as Pillow defines them. */
public enum Filter {
  /** Triangle, support 1. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double d = Math.abs(x);
      return d < 1 ? 1 - d : 0;
    }
  },
  /** Cubic convolution with a = -0.5 (not the -0.75 of PyTorch and OpenCV), support 2. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double d = Math.abs(x);
      if (d < 1) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
      }
      return d < 2 ? ((d - 5) * d + 8) * d * A - 4 * A : 0;
    }
  },
  /** Windowed sinc of three lobes, support 3. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  private static final double A = -0.5;

  private final double support;

  Filter(double support) {
    this.support = support;
  }

  /** Radius beyond which the weight is 0, in pixels of the coarser grid. */
  double support() {
    return support;
  }

  abstract double weight(double x);

  private static double sinc(double x) {
    return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
  }
}
