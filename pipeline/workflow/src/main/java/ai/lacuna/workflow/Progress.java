package ai.lacuna.workflow;

/** Where a stage says how far it is. Saying so is also its sign of life for the watchdog. */
@FunctionalInterface
public interface Progress {

  /**
   * Reports where the work stands; cheap enough for every step.
   *
   * @param done units done so far, earlier attempts included
   * @param total all units, or 0 if not known
   * @param unit what is counted, in the plural: {@code steps}, {@code images}
   * @param detail the figures of the moment, such as {@code loss 0.43, 980 images/s}; may be empty
   * @throws ai.lacuna.workflow.store.LostLeaseException if another process has taken the stage
   *     over; the attempt must end
   */
  void at(long done, long total, String unit, String detail);
}
