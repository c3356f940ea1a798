package ai.lacuna.workflow;

/**
 * A stage that is one piece of work, such as a training or a protocol: one element of a Beam
 * pipeline.
 */
public non-sealed interface WholeStage extends Stage {

  /**
   * Does the work.
   *
   * <p>An earlier attempt may have been killed at any moment: what it left in {@link
   * StageContext#output()} and {@link StageContext#scratch()} is still there, and the result must
   * be the same as if there had been no such attempt.
   *
   * @throws ai.lacuna.api.config.LacunaException if the failure has a kind; a retry follows only
   *     for {@code INFRASTRUCTURE}
   * @throws Exception for anything unexpected; a retry follows
   */
  void run(StageContext context) throws Exception;
}
