package ai.lacuna.api.plan;

/**
 * One augmented view of each image.
 *
 * @param minCropArea smallest share of the image's area that a random resized crop keeps; 1 keeps
 *     the whole image
 * @param maxCropArea largest such share
 * @param flipProbability probability of a horizontal flip
 */
public record ViewSpec(double minCropArea, double maxCropArea, double flipProbability) {

  public ViewSpec {
    if (!(0 < minCropArea && minCropArea <= maxCropArea && maxCropArea <= 1)) {
      throw new IllegalArgumentException(
          "crop area must satisfy 0 < min <= max <= 1, given " + minCropArea + ", " + maxCropArea);
    }
    if (!(flipProbability >= 0 && flipProbability <= 1)) {
      throw new IllegalArgumentException("flip probability must lie in [0, 1]");
    }
  }

  /** Random resized crop and flip, as MAE pre-trains (Appendix A.1). */
  public static ViewSpec randomResizedCrop() {
    return new ViewSpec(0.2, 1, 0.5);
  }
}
