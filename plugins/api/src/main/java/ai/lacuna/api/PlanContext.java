package ai.lacuna.api;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an objective may know before anything is built.
 *
 * @param image the encoder's input
 * @param patch side of a square patch in pixels
 * @param grid the patch grid, N = {@code grid.size()}: what masks and targets are made for
 * @param output what the encoder gives; its grid can be coarser than the patch grid
 * @param classes number of classes K of the images, 0 = they are not labelled
 * @param vocabulary codes of the tokenizer that {@link ai.lacuna.api.plan.Target#TOKENS} would come
 *     from; 0 where there is none, such as outside of a run
 */
public record PlanContext(
    ImageShape image, int patch, Grid grid, EncoderOutput output, int classes, int vocabulary) {

  /** Without a tokenizer. */
  public PlanContext(ImageShape image, int patch, Grid grid, EncoderOutput output, int classes) {
    this(image, patch, grid, output, classes, 0);
  }

  /** For images without labels. */
  public PlanContext(ImageShape image, int patch, Grid grid, EncoderOutput output) {
    this(image, patch, grid, output, 0);
  }

  /** This with a tokenizer of so many codes. */
  public PlanContext withVocabulary(int codes) {
    return new PlanContext(image, patch, grid, output, classes, codes);
  }

  /** The width D of the encoder's tokens. */
  public int width() {
    return output.width();
  }

  /** Values per patch: P = patch² · C. */
  public int patchElements() {
    return patch * patch * image.channels();
  }

  /**
   * The side of a view that is smaller than the encoder's image: a whole number of patches.
   *
   * @param share of the encoder's shorter side, such as 96.0 / 224 for DINO's local crops
   */
  public int side(double share) {
    int shorter = Math.min(image.height(), image.width());
    return patch * Math.max(1, (int) Math.round(share * shorter / patch));
  }

  /**
   * The side, in patches, of a square of pixels such as SimMIM's mask patch.
   *
   * @param setting what the objective's settings call it, for the error
   * @param pixels side of the square
   * @throws LacunaException of kind CONFIG unless squares are whole patches and tile the image
   */
  public int patchesAcross(String setting, int pixels) {
    boolean tiles = image.height() % pixels == 0 && image.width() % pixels == 0;
    if (!tiles || pixels % patch != 0) {
      List<Integer> fitting =
          IntStream.rangeClosed(1, Math.min(grid.rows(), grid.columns()))
              .filter(side -> grid.rows() % side == 0 && grid.columns() % side == 0)
              .mapToObj(side -> side * patch)
              .toList();
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          setting,
          pixels,
          "a multiple of the patch side "
              + patch
              + " that divides the image, "
              + image.height()
              + " x "
              + image.width(),
          "use one of " + fitting);
    }
    return pixels / patch;
  }

  /**
   * The number of classes K, for objectives that learn from labels.
   *
   * @throws LacunaException of kind CONFIG if the images are not labelled
   */
  public int requireClasses() {
    if (classes < 1) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "data.train",
          "images without labels",
          "labelled images, as the objective learns from them",
          "bring images with classes, such as one folder for each, or use another objective");
    }
    return classes;
  }

  /**
   * Makes sure that the encoder gives a token for each patch, for objectives that learn from those
   * of hidden patches.
   *
   * @param reason why it must, to end a sentence with: {@code as each patch …}
   * @throws LacunaException of kind CONFIG if it merges patches
   */
  public void requirePatchTokens(String reason) {
    if (!output.grid().equals(grid)) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "backbone",
          "tokens on a grid of %s for patches on one of %s".formatted(output.grid(), grid),
          "a token for each patch, " + reason,
          "use type vit, or the objective simmim");
    }
  }

  /**
   * Makes sure that the encoder's first token is a class token, for objectives that learn from it.
   *
   * @throws LacunaException of kind CONFIG if it has none
   */
  public void requireClassToken() {
    if (output.classToken() == EncoderOutput.ClassToken.NONE) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "backbone",
          "an encoder without a class token",
          "one with a class token, as the objective learns from it",
          "use a vision transformer, such as backbone: vit-small/16");
    }
  }
}
