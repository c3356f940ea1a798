package ai.lacuna.api;

import ai.djl.ndarray.NDArray;

/** The plan's buffers after an update, when an objective may change them. */
public interface Update {

  /** The value of a buffer of the plan. */
  NDArray buffer(String name);

  /**
   * The mean of what {@link Step#collect} was given under this name, over the micro-batches of the
   * update.
   */
  NDArray collected(String name);

  /**
   * Changes a buffer.
   *
   * @param name its name in the plan
   * @param value of its shape, float32
   */
  void set(String name, NDArray value);
}
