package ai.lacuna.evaluation;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Display;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;
import ai.lacuna.evaluation.report.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Images of data sets as a report can show them. */
final class Pictures {

  /** The side of a thumbnail: larger images are cut to a square and shrunk. */
  private static final int SIDE = 96;

  private Pictures() {}

  /** A PNG file as it is. */
  static Picture ofPng(byte[] bytes, String alt) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    return new Picture("image/png", bytes, image.getWidth(), image.getHeight(), alt);
  }

  /** A row of a data set; small images keep every pixel. */
  static Picture ofRow(Dataset dataset, long row, String alt) throws IOException {
    Image image = dataset.image(row);
    Image shown = Math.max(image.height(), image.width()) <= SIDE ? image : shrunk(image);
    return encoded(shown, alt);
  }

  /** The name of a class, or a dash. */
  static String className(List<String> classes, int label) {
    return label >= 0 && label < classes.size() ? classes.get(label) : "–";
  }

  private static Image shrunk(Image image) {
    int side = Math.min(image.height(), image.width());
    Box centre = Box.centre(image.height(), image.width(), side, side);
    return Resampler.resize(image, centre, SIDE, SIDE, Filter.BICUBIC);
  }

  private static Picture encoded(Image image, String alt) throws IOException {
    Display.File file = Display.file(Display.picture(image));
    return new Picture(file.mediaType(), file.bytes(), image.width(), image.height(), alt);
  }
}
