package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.PatchMask;
import java.util.List;
import java.util.Optional;

/**
 * The masks of a batch, on the device. Letters: B images, N patches, V visible patches.
 *
 * @param hidden (B, N) float32: 1 = hidden, 0 = visible
 * @param order numbers of the visible patches in the encoder's order, (B, V) int64; empty if the
 *     images have different V
 */
record Masks(NDArray hidden, Optional<NDArray> order) {

  /**
   * Moves masks to a device.
   *
   * @param manager receives the arrays
   * @param masks one for each image, of equally many patches
   */
  static Masks of(NDManager manager, List<PatchMask> masks) {
    int images = masks.size(); // B
    int patches = masks.get(0).size(); // N
    float[] hidden = new float[images * patches];
    boolean even = true;
    for (int b = 0; b < images; b++) {
      PatchMask mask = masks.get(b);
      if (mask.size() != patches) {
        throw new IllegalArgumentException(
            "masks of " + patches + " and of " + mask.size() + " patches in one batch");
      }
      even &= mask.visible() == masks.get(0).visible();
      for (int i = mask.visible(); i < patches; i++) {
        hidden[b * patches + mask.order()[i]] = 1;
      }
    }
    return new Masks(
        manager.create(hidden, new Shape(images, patches)),
        even ? Optional.of(order(manager, masks)) : Optional.empty());
  }

  private static NDArray order(NDManager manager, List<PatchMask> masks) {
    int seen = masks.get(0).visible(); // V
    long[] visible = new long[masks.size() * seen];
    for (int b = 0; b < masks.size(); b++) {
      for (int i = 0; i < seen; i++) {
        visible[b * seen + i] = masks.get(b).order()[i];
      }
    }
    return manager.create(visible, new Shape(masks.size(), seen));
  }

  /**
   * Numbers of the visible patches in the encoder's order, (B, V) int64.
   *
   * @throws IllegalStateException if the images have different V
   */
  NDArray visible() {
    return order.orElseThrow(
        () ->
            new IllegalStateException(
                "the visible patches of a batch can be put together only if all its masks show"
                    + " equally many"));
  }
}
