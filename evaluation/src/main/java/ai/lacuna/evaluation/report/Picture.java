package ai.lacuna.evaluation.report;

import java.util.Base64;

/**
 * An image inside the report.
 *
 * @param mime such as {@code image/png}
 * @param bytes the encoded image
 * @param width in pixels
 * @param height in pixels
 * @param alt what it shows, for those who cannot see it
 */
public record Picture(String mime, byte[] bytes, int width, int height, String alt) {

  /** The image as a URI that needs no request. */
  public String uri() {
    return "data:" + mime + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  /** Whether the pixels should stay visible squares when the image is shown larger than it is. */
  public boolean isSmall() {
    return Math.max(width, height) <= 64;
  }
}
