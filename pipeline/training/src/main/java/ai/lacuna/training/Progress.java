package ai.lacuna.training;

/** Told how far a long computation is. */
@FunctionalInterface
public interface Progress {

  /**
   * Called from the training thread after a logged step; must return quickly. What it throws ends
   * the run as an ordinary failure: resuming is possible.
   *
   * @param fraction in [0, 1]
   * @param message one line for a person, such as {@code epoch 3/40 loss 0.812 1043 img/s data wait
   *     2% eta 2:10}
   */
  void update(double fraction, String message);
}
