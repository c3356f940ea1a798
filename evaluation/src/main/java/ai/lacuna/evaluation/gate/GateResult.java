package ai.lacuna.evaluation.gate;

/** What became of a gate. */
public sealed interface GateResult {

  /** The condition as it was written. */
  String gate();

  /**
   * It holds.
   *
   * @param given the values of the metrics
   * @param margin by how much, at least 0
   */
  record Passed(String gate, String given, double margin) implements GateResult {}

  /**
   * It does not hold.
   *
   * @param given the values of the metrics
   * @param expected the comparison with numbers in place
   * @param why by how much it was missed
   */
  record Failed(String gate, String given, String expected, String why) implements GateResult {}

  /**
   * It could not be judged.
   *
   * @param why what was missing
   */
  record Skipped(String gate, String why) implements GateResult {}
}
