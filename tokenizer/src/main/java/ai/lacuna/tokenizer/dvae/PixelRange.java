package ai.lacuna.tokenizer.dvae;

/** How pixels in [0, 1] are scaled before a network sees them: {@code scale · x + offset}. */
public enum PixelRange {
  /** To [-1, 1], as DALLE-pytorch does it. */
  CENTRED(2, -1),
  /** To [0.1, 0.9], off the ends, where a logit is not finite (DALL-E, utils.py, map_pixels). */
  INSET(0.8, 0.1);

  private final double scale;
  private final double offset;

  PixelRange(double scale, double offset) {
    this.scale = scale;
    this.offset = offset;
  }

  double scale() {
    return scale;
  }

  /** Half of the distance from black to white: 1 for [-1, 1]. */
  public double halfRange() {
    return scale / 2;
  }

  double offset() {
    return offset;
  }
}
