package ai.lacuna.evaluation.knn;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.evaluation.protocol.Pool;

/** Settings of the k-NN protocol. */
public record KnnConfig(
    @Doc("How many training images vote; fewer where the train split is smaller.") @Range("[1, )")
        int k,
    @Doc("Temperature T of the votes exp(similarity / T).") @Range("(0, )") double temperature,
    @Doc("Which summary of the tokens is compared: mean of the patch tokens, or the class token.")
        Pool pool)
    implements Config {

  /** DINO's k and T; the mean of the patch tokens instead of its class token. */
  public static KnnConfig defaults() {
    return new KnnConfig(20, 0.07, Pool.MEAN);
  }
}
