package ai.lacuna.evaluation.protocol;

import ai.lacuna.api.config.Config;

/**
 * How a protocol is found: list the implementation in {@code
 * META-INF/services/ai.lacuna.evaluation.protocol.ProtocolPlugin}. It needs a public constructor
 * without arguments.
 *
 * @param <C> the protocol's settings, a record with a static {@code defaults()}
 */
public interface ProtocolPlugin<C extends Record & Config> {

  /** What a recipe calls it, in lower case, such as {@code linear-probe}. */
  String name();

  /** One line for listings: what it measures and whose protocol it is. */
  String summary();

  /**
   * The version of the computation; raise it whenever the same settings would give other numbers,
   * so that cached results are not taken for new ones.
   */
  int version();

  /** The settings' type. */
  Class<C> configType();

  /** The protocol with given settings, which are already checked. */
  Protocol create(C config);
}
