package ai.lacuna.evaluation.probe;

import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;

/** Finds {@link LinearProbe} under the name {@code linear-probe}. */
public final class LinearProbePlugin implements ProtocolPlugin<LinearProbeConfig> {

  @Override
  public String name() {
    return "linear-probe";
  }

  @Override
  public String summary() {
    return "linear classifier on frozen features: batch norm, LARS, cosine schedule, as in MAE";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Class<LinearProbeConfig> configType() {
    return LinearProbeConfig.class;
  }

  @Override
  public Protocol create(LinearProbeConfig config) {
    return new LinearProbe(config);
  }
}
