package ai.lacuna.testkit;

import ai.lacuna.api.Objective;
import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import java.util.List;
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

  /** Classes of the made-up images. */
  static final int CLASSES = 4;

  /** Channels unless a rule is about them. */
  static final int CHANNELS = 3;

  /** The usual encoder. */
  static final BackboneConfig SQUARE = backbone(32, 32);

  /** An encoder for images of another shape, multiples of 8 pixels. */
  static BackboneConfig backbone(int height, int width) {
    return new VitConfig(List.of(height, width), 8, 32, 2, 4, 2, VitConfig.Position.SINCOS);
  }

  /** A fresh plugin. */
  ObjectivePlugin<C> plugin() {
    return plugins.get();
  }

  /** A fresh objective. */
  Objective objective() {
    return plugin().create(settings);
  }

  /** What a fresh objective plans. */
  Plan plan(BackboneConfig backbone, int channels) {
    return objective().plan(context(backbone, channels));
  }

  /** What it plans for the usual encoder. */
  Plan plan() {
    return plan(SQUARE, CHANNELS);
  }

  static PlanContext context(BackboneConfig backbone, int channels) {
    return backbone.context(channels, CLASSES);
  }

  @Override
  public String toString() {
    return plugin().name() + " with " + settings;
  }
}
