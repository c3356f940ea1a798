package ai.lacuna.tokenizer.train;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.Likelihood;
import ai.lacuna.tokenizer.dvae.Sampling;

/** How codes are drawn in training, and held to a uniform distribution. */
public record DvaeSettings(
    @Doc("What the decoder sees: relaxed = weights over codes, straight-through = the drawn code.")
        Sampling sampling,
    @Doc("Temperature of the Gumbel-softmax distribution.") Anneal temperature,
    @Doc(
            "Weight of the divergence from uniform codes; 1 = that of the evidence lower bound,"
                + " under a logit-Laplace likelihood.")
        Anneal divergenceWeight)
    implements Config {

  private static final double SQUARED = 0.2;
  private static final Anneal TEMPERATURE = new Anneal(1, 1 / 16.0, 0.5);

  /**
   * DALL-E's temperature, from 1 to 1/16 on a cosine, over the first half of the run; its own run
   * of 3,000,000 updates took a twentieth (Ramesh et al. 2021, appendix A.2). No divergence, as
   * DALLE-pytorch.
   */
  public static DvaeSettings defaults() {
    return new DvaeSettings(Sampling.RELAXED, TEMPERATURE, new Anneal(0, 0, 0));
  }

  /**
   * The same with a divergence that keeps the code book in use. Under a logit-Laplace likelihood
   * its weight is DALL-E's, growing from 0 to 6.6. A squared error is a log-likelihood only up to a
   * factor, and {@value #SQUARED} on pixels in [-1, 1] did here what 6.6 does there: without it, a
   * tenth of 512 codes were in use.
   */
  public static DvaeSettings of(DvaeConfig model, Likelihood likelihood) {
    double half = model.pixels().halfRange();
    Anneal divergence =
        switch (likelihood) {
          case LOGIT_LAPLACE -> new Anneal(0, 6.6, 0.2);
          case MEAN_SQUARED -> constant(SQUARED * half * half);
          case SMOOTH_L1 -> constant(SQUARED * half * half / 2); // half the square of small errors
        };
    return new DvaeSettings(Sampling.RELAXED, TEMPERATURE, divergence);
  }

  private static Anneal constant(double value) {
    return new Anneal(value, value, 0);
  }

  @Override
  public void check(Problems problems) {
    Problems inside = problems.under("temperature");
    inside.require(temperature.start() > 0, "start", temperature.start(), "a positive number");
    inside.require(temperature.end() > 0, "end", temperature.end(), "a positive number");
  }
}
