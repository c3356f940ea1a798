package ai.lacuna.workflow;

import ai.lacuna.api.config.Problem;
import java.util.List;

/** Whether a run's gates hold. */
public sealed interface Verdict {

  /** One line that says it. */
  String headline();

  /**
   * Every gate holds, or there is none.
   *
   * @param headline one line, such as {@code 3 of 3 gates hold}
   */
  record Passed(String headline) implements Verdict {}

  /**
   * Some gate does not hold; the command ends with exit code 1.
   *
   * @param headline one line, such as {@code 1 of 3 gates failed}
   * @param failures one problem for each gate that failed: what was measured, what was expected
   */
  record Failed(String headline, List<Problem> failures) implements Verdict {
    public Failed {
      failures = List.copyOf(failures);
    }
  }
}
