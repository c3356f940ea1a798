package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.PatchMask;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The masks of a batch, on the device. Letters: B images, N patches, V visible patches, M hidden
 * patches, H hidden patches of all images together.
 *
 * @param hidden (B, N) float32: 1 = hidden, 0 = visible
 * @param order numbers of the visible patches in the encoder's order, (B, V) int64; empty if the
 *     images have different V
 * @param hiddenRows where the hidden patches stand when all images' patches lie one after the
 *     other, (H) int64
 */
record Masks(NDArray hidden, Optional<NDArray> order, NDArray hiddenRows) {

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
    LongStream.Builder rows = LongStream.builder();
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
        rows.add(b * patches + mask.order()[i]);
      }
    }
    return new Masks(
        manager.create(hidden, new Shape(images, patches)),
        even ? Optional.of(order(manager, masks)) : Optional.empty(),
        manager.create(rows.build().toArray()));
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

  /** The rows of the hidden patches: (B, N, D) -> (H, D). */
  NDArray ofHidden(NDArray patches) {
    Shape shape = patches.getShape();
    long wide = shape.get(2); // D
    NDArray index = hiddenRows.reshape(-1, 1).broadcast(hiddenRows.size(), wide); // (H) -> (H, D)
    return patches.reshape(shape.get(0) * shape.get(1), wide).gather(index, 0);
  }

  /**
   * Numbers of the hidden patches, (B, M) int64.
   *
   * @throws IllegalStateException if the images have different V
   */
  NDArray hiddenPatches() {
    long images = visible().getShape().get(0); // B
    long patches = hidden.getShape().get(1); // N
    return hiddenRows.reshape(images, patches - visible().getShape().get(1)).mod(patches);
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
