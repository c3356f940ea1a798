package ai.lacuna.workflow.sheet;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Display;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Base64;

/**
 * A small picture of a row, with its boxes and masks drawn over it.
 *
 * @param source the picture as a data URL
 * @param path where the row came from
 * @param height of the original in pixels
 * @param width of the original in pixels
 * @param annotated whether something is drawn over it
 */
record Thumbnail(String source, String path, int height, int width, boolean annotated) {

  /** The longest side: larger images are shrunk, smaller ones keep every pixel. */
  static final int SIDE = 96;

  /** The longest side where something is drawn over the image. */
  static final int ANNOTATED_SIDE = 240;

  static Thumbnail of(Dataset dataset, long row) throws IOException {
    Image image = dataset.image(row);
    String path = dataset.sample(row).path();
    Annotations known = dataset.annotations(row);
    boolean annotated = known.hasSemantic() || !known.objects().isEmpty();
    BufferedImage picture = Display.picture(shrunk(image, annotated ? ANNOTATED_SIDE : SIDE));
    Overlay overlay = new Overlay(picture);
    Image mask = dataset.semanticMask(row);
    if (mask != null) {
      overlay.semantic(mask);
    }
    overlay.objects(known.objects(), image.height(), image.width());
    return new Thumbnail(url(picture), path, image.height(), image.width(), annotated);
  }

  private static Image shrunk(Image image, int side) {
    int longest = Math.max(image.height(), image.width());
    if (longest <= side) {
      return image;
    }
    int height = Math.max(1, image.height() * side / longest);
    int width = Math.max(1, image.width() * side / longest);
    Box whole = image.bounds();
    return Resampler.resize(image, whole, height, width, Filter.BICUBIC);
  }

  private static String url(BufferedImage picture) throws IOException {
    Display.File file = Display.file(picture);
    String text = Base64.getEncoder().encodeToString(file.bytes());
    return "data:" + file.mediaType() + ";base64," + text;
  }
}
