package ai.lacuna.evaluation.probe;

import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;

/** Finds {@link AttentiveProbe} under the name {@code attentive-probe}. */
public final class AttentiveProbePlugin implements ProtocolPlugin<AttentiveProbeConfig> {

  @Override
  public String name() {
    return "attentive-probe";
  }

  @Override
  public String summary() {
    return "a learnt query over frozen tokens and a linear classifier, as in AIM";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Class<AttentiveProbeConfig> configType() {
    return AttentiveProbeConfig.class;
  }

  @Override
  public Protocol create(AttentiveProbeConfig config) {
    return new AttentiveProbe(config);
  }
}
