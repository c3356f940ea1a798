package ai.lacuna.api;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;

/**
 * What an objective may know before anything is built.
 *
 * @param image the encoder's input
 * @param patch side of a square patch in pixels
 * @param grid the patch grid, N = {@code grid.size()}
 * @param width the encoder's width D
 */
public record PlanContext(ImageShape image, int patch, Grid grid, int width) {

  /** Values per patch: P = patch² · C. */
  public int patchElements() {
    return patch * patch * image.channels();
  }
}
