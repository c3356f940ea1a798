package ai.lacuna.api;

import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;

/**
 * What an objective may know before anything is built.
 *
 * @param image the encoder's input
 * @param patch side of a square patch in pixels
 * @param grid the patch grid, N = {@code grid.size()}: what masks and targets are made for
 * @param output what the encoder gives; its grid can be coarser than the patch grid
 */
public record PlanContext(ImageShape image, int patch, Grid grid, EncoderOutput output) {

  /** The width D of the encoder's tokens. */
  public int width() {
    return output.width();
  }

  /** Values per patch: P = patch² · C. */
  public int patchElements() {
    return patch * patch * image.channels();
  }
}
