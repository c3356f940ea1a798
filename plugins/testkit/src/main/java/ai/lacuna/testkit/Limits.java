package ai.lacuna.testkit;

/**
 * How closely an objective keeps the rules that are a matter of degree.
 *
 * @param updates what {@link Rule#LEARNS_EIGHT_IMAGES} may take
 * @param learntShare the share of the first loss that must be left at most after that; where no
 *     teacher makes the targets, also of the loss with other images' targets
 * @param learningRate of AdamW in all rules that make updates
 * @param bfloat16 largest relative difference of the losses in bfloat16 and float32
 */
public record Limits(int updates, double learntShare, double learningRate, double bfloat16) {

  /** 100 updates at 2e-3 leave at most 80 % of the loss; bfloat16 changes at most 5 % of it. */
  public static Limits defaults() {
    return new Limits(100, 0.8, 2e-3, 0.05);
  }

  /** These with another end of the learning. */
  public Limits withLearning(int most, double share, double rate) {
    return new Limits(most, share, rate, bfloat16);
  }

  /** These with another tolerance for bfloat16. */
  public Limits withBfloat16(double tolerance) {
    return new Limits(updates, learntShare, learningRate, tolerance);
  }
}
