package ai.lacuna.training.golden;

import ai.lacuna.files.Tensor;

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
}
