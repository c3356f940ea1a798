package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.PatchMask;
import java.util.List;

/**
 * What was drawn for the images of a micro-batch.
 *
 * @param masks one for each image, all with equally many visible patches
 * @param branches for each image what {@link DropPath#draw} gave; empty = no branch is dropped
 */
public record Draws(List<PatchMask> masks, List<float[]> branches) {

  public Draws {
    masks = List.copyOf(masks);
    branches = List.copyOf(branches);
  }

  /** No branch is dropped. */
  public static Draws of(List<PatchMask> masks) {
    return new Draws(masks, List.of());
  }

  /** The factors on the branches, K for an image: (K, B, 1, 1), or (0) if none is dropped. */
  NDArray branches(NDManager manager) {
    if (branches.isEmpty()) {
      return manager.zeros(new Shape(0));
    }
    int images = branches.size(); // B
    int factors = branches.get(0).length; // K
    float[] values = new float[factors * images];
    for (int b = 0; b < images; b++) {
      for (int k = 0; k < factors; k++) {
        values[k * images + b] = branches.get(b)[k];
      }
    }
    return manager.create(values, new Shape(factors, images, 1, 1));
  }
}
