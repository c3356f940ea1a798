package ai.lacuna.workflow.sheet;

import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.image.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Boxes and masks drawn over a picture that may be smaller than their image: scale = picture side /
 * image side.
 */
final class Overlay {

  private static final double GOLDEN = 0.618033988749895; // neighbours' hues differ the most
  private static final float OPACITY = 0.45f;

  private final BufferedImage picture;

  Overlay(BufferedImage picture) {
    this.picture = picture;
  }

  /** The colour of a category or class, always the same. */
  static int colour(int index) {
    float hue = (float) (index * GOLDEN % 1);
    return Color.HSBtoRGB(hue, 0.85f, index % 2 == 0 ? 0.95f : 0.75f) & 0xFFFFFF;
  }

  /** As it stands in a style sheet. */
  static String css(int index) {
    return String.format(Locale.ROOT, "#%06x", colour(index));
  }

  /** Draws objects; boxes are in pixels of an image of H x W. */
  void objects(List<Instance> objects, int height, int width) {
    for (Instance object : objects) {
      RleMask mask = object.mask();
      if (mask != null) {
        Image pixels = mask.toImage();
        int colour = colour(object.category());
        paint((y, x) -> pixels.at(y, x, 0) == 0 ? -1 : colour, height, width);
      }
    }
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    double toX = (double) picture.getWidth() / width;
    double toY = (double) picture.getHeight() / height;
    for (Instance object : objects) {
      graphics.setColor(new Color(colour(object.category())));
      graphics.draw(
          new Rectangle2D.Double(
              object.x() * toX,
              object.y() * toY,
              Math.max(1, object.width() * toX - 1),
              Math.max(1, object.height() * toY - 1)));
    }
    graphics.dispose();
  }

  /** Paints a semantic mask (1, H, W); pixels that are not labelled stay as they are. */
  void semantic(Image mask) {
    paint(
        (y, x) -> mask.at(y, x, 0) == IndexMask.IGNORE ? -1 : colour(mask.at(y, x, 0)),
        mask.height(),
        mask.width());
  }

  /** The colour over a pixel of the image, -1 for none. */
  private interface Paint {
    int at(int y, int x);
  }

  private void paint(Paint paint, int height, int width) {
    for (int y = 0; y < picture.getHeight(); y++) {
      int imageY = y * height / picture.getHeight();
      for (int x = 0; x < picture.getWidth(); x++) {
        int colour = paint.at(imageY, x * width / picture.getWidth());
        if (colour >= 0) {
          picture.setRGB(x, y, blended(picture.getRGB(x, y), colour));
        }
      }
    }
  }

  private static int blended(int below, int above) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      float value = (1 - OPACITY) * (below >> shift & 255) + OPACITY * (above >> shift & 255);
      rgb |= Math.round(value) << shift;
    }
    return rgb;
  }
}
