package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.PatchMask;
import java.util.List;

/**
 * The masks of a batch, on the device. Letters: B images, N patches, V visible patches.
 *
 * @param visible numbers of the visible patches in the encoder's order, (B, V) int64
 * @param hidden (B, N) float32: 1 = hidden, 0 = visible
 */
record Masks(NDArray visible, NDArray hidden) {

  /**
   * Moves masks to a device.
   *
   * @param manager receives the arrays
   * @param masks one for each image, all with equally many visible patches
   * @throws IllegalArgumentException if the masks differ in size or in visible patches
   */
  static Masks of(NDManager manager, List<PatchMask> masks) {
    int images = masks.size(); // B
    int patches = masks.get(0).size(); // N
    int seen = masks.get(0).visible(); // V
    long[] visible = new long[images * seen];
    float[] hidden = new float[images * patches];
    for (int b = 0; b < images; b++) {
      PatchMask mask = masks.get(b);
      if (mask.size() != patches || mask.visible() != seen) {
        throw new IllegalArgumentException(
            "all masks of a batch must show "
                + seen
                + " of "
                + patches
                + " patches, given one that shows "
                + mask.visible()
                + " of "
                + mask.size());
      }
      for (int i = 0; i < patches; i++) {
        if (i < seen) {
          visible[b * seen + i] = mask.order()[i];
        } else {
          hidden[b * patches + mask.order()[i]] = 1;
        }
      }
    }
    return new Masks(
        manager.create(visible, new Shape(images, seen)),
        manager.create(hidden, new Shape(images, patches)));
  }
}
