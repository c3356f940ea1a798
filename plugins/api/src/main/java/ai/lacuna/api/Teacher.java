package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

/** The plan's teacher on a micro-batch. Nothing that it computes carries a gradient. */
public interface Teacher {

  /** Encodes every patch of the first view, whatever its mask says: (A, 1+N, D). */
  NDArray encode();

  /**
   * Encodes every patch of a view, whatever its mask says: (A, 1+N, D).
   *
   * @param view its name in the plan
   */
  NDArray encode(String view);

  /**
   * Calls the teacher's own copy of a module, with the masks of the first view where it takes any.
   *
   * @param module one of the modules that the plan gave to the teacher
   * @param inputs what the module takes
   */
  NDArray run(String module, NDArray... inputs);
}
