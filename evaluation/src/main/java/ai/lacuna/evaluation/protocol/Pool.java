package ai.lacuna.evaluation.protocol;

/** How an encoder's tokens become one feature vector. */
public enum Pool {
  /**
   * The mean of the patch tokens. The default: a class token that no loss ever touched, as in MAE
   * pre-training, is the weaker summary in small runs.
   */
  MEAN,
  /**
   * The class token, which MAE's linear probe and DINO's k-NN read. Hierarchical encoders have
   * none.
   */
  CLASS
}
