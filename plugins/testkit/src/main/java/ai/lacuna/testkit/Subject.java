package ai.lacuna.testkit;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.config.Config;
import java.util.function.Supplier;

/**
 * An objective under test, with its settings.
 *
 * @param plugins makes its plugin
 * @param settings of the objective
 * @param limits how closely rules are to be kept
 */
record Subject<C extends Record & Config>(
    Supplier<ObjectivePlugin<C>> plugins, C settings, Limits limits) {

  /** A fresh plugin. */
  ObjectivePlugin<C> plugin() {
    return plugins.get();
  }

  /** A fresh objective. */
  Objective objective() {
    return plugin().create(settings);
  }

  /** What a fresh objective plans for the usual encoder. */
  Plan plan() {
    return objective().plan(Conditions.USUAL.context());
  }

  @Override
  public String toString() {
    return plugin().name() + " with " + settings;
  }
}
