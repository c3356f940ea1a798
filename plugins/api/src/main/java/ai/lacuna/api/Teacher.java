package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

/** The plan's teacher on a micro-batch. Nothing that it computes carries a gradient. */
public interface Teacher {

  /** Encodes every patch, whatever the mask says: (B, 1+N, D). */
  NDArray encode();

  /**
   * Calls the teacher's own copy of a module.
   *
   * @param module one of the modules that the plan gave to the teacher
   * @param inputs what the module takes
   */
  NDArray run(String module, NDArray... inputs);
}
