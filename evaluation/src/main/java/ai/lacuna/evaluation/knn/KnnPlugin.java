package ai.lacuna.evaluation.knn;

import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.ProtocolPlugin;

/** Finds {@link Knn} under the name {@code knn}. */
public final class KnnPlugin implements ProtocolPlugin<KnnConfig> {

  @Override
  public String name() {
    return "knn";
  }

  @Override
  public String summary() {
    return "weighted k-nearest-neighbour classification of frozen features, as in DINO";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Class<KnnConfig> configType() {
    return KnnConfig.class;
  }

  @Override
  public Protocol create(KnnConfig config) {
    return new Knn(config);
  }
}
