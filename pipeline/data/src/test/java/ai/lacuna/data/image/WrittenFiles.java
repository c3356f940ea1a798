package ai.lacuna.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files by the JDK's writers. */
final class WrittenFiles {

  private WrittenFiles() {}

  static byte[] written(BufferedImage picture, String format) throws IOException {
    ImageWriter writer = writer(format);
    return written(writer, writer.getDefaultWriteParam(), List.of(image(picture)));
  }

  /** A progressive JPEG or an interlaced PNG. */
  static byte[] progressive(BufferedImage picture, String format) throws IOException {
    ImageWriter writer = writer(format);
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    return written(writer, param, List.of(image(picture)));
  }

  static byte[] compressed(BufferedImage picture, String format, String compression)
      throws IOException {
    ImageWriter writer = writer(format);
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionType(compression);
    return written(writer, param, List.of(image(picture)));
  }

  /** A file of several pictures. */
  static byte[] sequence(String format, BufferedImage... pictures) throws IOException {
    ImageWriter writer = writer(format);
    List<IIOImage> images = List.of(pictures).stream().map(WrittenFiles::image).toList();
    return written(writer, writer.getDefaultWriteParam(), images);
  }

  /** A JPEG of samples that are stored as they are, without a word on what they mean. */
  static byte[] jpeg(Raster raster) throws IOException {
    ImageWriter writer = writer("jpeg");
    return written(
        writer, writer.getDefaultWriteParam(), List.of(new IIOImage(raster, null, null)));
  }

  private static IIOImage image(BufferedImage picture) {
    return new IIOImage(picture, null, null);
  }

  // Whichever writer comes first on the class path would decide what the files are.
  private static ImageWriter writer(String format) {
    ImageIO.scanForPlugins();
    for (var writers = ImageIO.getImageWritersByFormatName(format); writers.hasNext(); ) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.")) {
        return writer;
      }
    }
    throw new IllegalStateException("this JDK writes no " + format);
  }

  private static byte[] written(ImageWriter writer, ImageWriteParam param, List<IIOImage> images)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      if (images.size() == 1) {
        writer.write(null, images.get(0), param);
      } else {
        writer.prepareWriteSequence(null);
        for (IIOImage image : images) {
          writer.writeToSequence(image, param);
        }
        writer.endWriteSequence();
      }
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
