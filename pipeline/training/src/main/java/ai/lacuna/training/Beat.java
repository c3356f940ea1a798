package ai.lacuna.training;

/** Told of every step of a loop, and asked whether to go on. */
@FunctionalInterface
public interface Beat {

  /** Called after every step before anything is written; what it throws ends the loop at once. */
  void beat();

  /** Whether the loop is to write a last checkpoint and end; asked before {@link #beat}. */
  default boolean stopRequested() {
    return false;
  }
}
