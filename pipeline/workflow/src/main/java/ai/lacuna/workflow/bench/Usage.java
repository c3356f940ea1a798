package ai.lacuna.workflow.bench;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import java.util.Map;
import java.util.TreeMap;

/** Checks of options that picocli does not do. */
final class Usage {

  private Usage() {}

  /**
   * Refuses every option below 1.
   *
   * @throws LacunaException of kind CONFIG
   */
  static void requirePositive(Map<String, ? extends Number> options) {
    Problems problems = new Problems();
    new TreeMap<>(options)
        .forEach(
            (name, value) -> problems.require(value.longValue() >= 1, name, value, "at least 1"));
    problems.throwIfAny(LacunaException.Kind.CONFIG);
  }
}
