package ai.lacuna.api;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.plan.BlockOutput;

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
   * As {@link #encode(String)}, but gives what the last blocks give, as many as the plan says,
   * without the encoder's final norm: (blocks, A, 1+N, D) in the order of the blocks.
   *
   * @param view its name in the plan
   * @param output what is taken of each
   * @throws IllegalStateException if the plan asks for no blocks of the teacher
   */
  NDArray encodeBlocks(String view, BlockOutput output);

  /**
   * Calls the teacher's own copy of a module, with the masks of the first view where it takes any.
   *
   * @param module one of the modules that the plan gave to the teacher
   * @param inputs what the module takes
   */
  NDArray run(String module, NDArray... inputs);
}
