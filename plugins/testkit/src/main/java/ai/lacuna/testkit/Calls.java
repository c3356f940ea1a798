package ai.lacuna.testkit;

import ai.lacuna.api.Step;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What a loss asks for.
 *
 * @param modules run by the network or the teacher
 * @param views asked for by name
 * @param teachers "teacher", if it is asked for
 * @param methods of the step and its views
 */
record Calls(Set<String> modules, Set<String> views, Set<String> teachers, Set<String> methods) {

  static Calls of(Trial trial, Examples images) {
    ProbeStep.Log log = new ProbeStep.Log();
    trial.recorded(
        scope -> {
          Step step = trial.step(scope, images);
          return Trial.total(trial.objective().loss(ProbeStep.noting(step, log)));
        });
    Set<String> teachers = new HashSet<>();
    if (log.outputs().stream().anyMatch(o -> o.side() == ProbeStep.Side.TEACHER)) {
      teachers.add("teacher");
    }
    return new Calls(log.modules(), log.views(), teachers, log.methods());
  }

  /** Whether a method of one of these names is called. */
  boolean any(String... names) {
    return Arrays.stream(names).anyMatch(methods::contains);
  }
}
