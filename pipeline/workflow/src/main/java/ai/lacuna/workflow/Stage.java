package ai.lacuna.workflow;

import java.time.Duration;
import java.util.List;

/**
 * The code of one kind of step: a pure function from settings and artifacts to one artifact.
 *
 * <p>A stage object holds no state, because workers build their own from {@link #type()}. Which
 * stages exist is said by {@link WorkflowPlugin#stages()}; which ones run, with what settings and
 * inputs, by {@link StageSpec}.
 */
public sealed interface Stage permits WholeStage, ShardedStage {

  /** How much of a machine a stage takes. */
  enum Load {
    /** Uses little for a short time: runs beside others. */
    LIGHT,
    /** Wants every core or the accelerator: such stages run one after another. */
    HEAVY
  }

  /** Unique name of the code, lower case with hyphens, such as {@code pretrain}. */
  String type();

  /** What the artifact is, and the folder of the store that it goes to, such as {@code encoder}. */
  String kind();

  /**
   * Raised by one whenever the same settings and inputs would give other content than before. Older
   * artifacts are then stale.
   */
  int codeVersion();

  /** How much of a machine it takes; {@link Load#LIGHT} unless overridden. */
  default Load load() {
    return Load.LIGHT;
  }

  /**
   * Names of output files, or of output folders with a slash at the end, that are records of how
   * the work went (timings, curves, pictures) rather than content. They are kept and verified, but
   * are no part of the artifact's digest, so that two equal results have equal digests.
   */
  default List<String> records() {
    return List.of();
  }

  /** After how long without a sign of progress an attempt is given up and tried again. */
  default Duration patience() {
    return Duration.ofMinutes(30);
  }
}
