package ai.lacuna.api;

import ai.lacuna.api.config.Config;
import java.util.List;

/**
 * How an objective is found: list the implementation in {@code
 * META-INF/services/ai.lacuna.api.ObjectivePlugin}. It needs a public constructor without
 * arguments.
 *
 * @param <C> the objective's settings, a record with a static {@code defaults()}
 */
public interface ObjectivePlugin<C extends Record & Config> {

  /** What a recipe calls it, in lower case, such as {@code mae}. */
  String name();

  /** One line for listings: what it is and whose. */
  String summary();

  /** The settings' type. */
  Class<C> configType();

  /** The objective with given settings, which are already checked. */
  Objective create(C config);

  /**
   * Built-in recipes: resource names beside the plugin class, each {@code NAME.yaml}. None by
   * default.
   */
  default List<String> recipes() {
    return List.of();
  }
}
