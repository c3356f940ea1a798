package ai.lacuna.training.golden;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Plan;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.InitialValues;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import java.util.Optional;

/** What an official implementation calls and arranges otherwise than a {@code Network} does. */
@FunctionalInterface
public interface OfficialCode {

  /** The name here of one of its parameters. */
  String ours(String official);

  /** Whether one of its parameters is a parameter here, too; others are tables, or a teacher's. */
  default boolean trains(String official) {
    return true;
  }

  /** Whether its teacher's copy of a parameter is one of the teacher's here. */
  default boolean teaches(String official) {
    return true;
  }

  /** A parameter, or its gradient, as it is arranged here. */
  default Tensor arranged(String official, long[] shape, float[] values) {
    return Tensor.of(ours(official), shape, values);
  }

  /** How close a step has to be. */
  default Tolerance tolerance() {
    return Tolerance.STRICT;
  }

  /**
   * Fails unless a plan's network for three channels begins with values distributed as recorded.
   */
  default void assertFirstValues(GoldenCase golden, BackboneConfig backbone, Plan plan) {
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone, backbone.shape(3), plan, new Streams(0), Precision.FLOAT32, manager)) {
      InitialValues.assertAllSimilar(
          golden,
          network.weights().asMap(),
          name -> Optional.of(name).filter(this::trains).map(this::ours));
    }
  }
}
