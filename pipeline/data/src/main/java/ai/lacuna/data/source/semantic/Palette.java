package ai.lacuna.data.source.semantic;

import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.image.UndecodableImage;
import ai.lacuna.data.source.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The colours of classes, as CamVid's {@code label_colors.txt} gives them: {@code red green blue
 * name} on each line. The classes are numbered by their lines, from 0.
 */
final class Palette {

  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,3})[\\s,]+([0-9]{1,3})[\\s,]+([0-9]{1,3})[\\s,]+(\\S.*)");
  private static final int MOST = 255; // 255 itself means 'not labelled'

  private final List<String> names = new ArrayList<>();
  private final Map<Integer, Integer> classOf = new HashMap<>(); // RGB -> line

  Palette(Path file) {
    Problems problems = new Problems();
    Set<String> seen = new HashSet<>();
    for (String line : Places.lines(file, "a file with the colour of a class on each line")) {
      Matcher parts = LINE.matcher(line);
      String where = file + ", '" + line + "'";
      if (!parts.matches()) {
        problems.add(where, "no colour with a name", "red green blue name");
        continue;
      }
      int rgb = 0;
      for (int c = 1; c <= 3; c++) {
        int value = Integer.parseInt(parts.group(c));
        problems.require(value <= 255, where, value, "colours from 0 to 255");
        rgb = (rgb << 8) | (value & 0xFF);
      }
      String name = parts.group(4).strip();
      Integer other = classOf.put(rgb, names.size());
      problems.require(other == null, where, "the colour of another class", "a colour of its own");
      problems.require(seen.add(name), where, "the name of another class", "names that differ");
      names.add(name);
    }
    problems.require(
        !names.isEmpty() && names.size() <= MOST,
        file.toString(),
        names.size() + " classes",
        "1 to " + MOST);
    problems.throwIfAny(Kind.DATA);
  }

  /** Names of the classes, by their lines. */
  List<String> names() {
    return names;
  }

  /**
   * Decodes a coloured mask.
   *
   * @return (1, H, W) numbers of lines
   * @throws IOException if it is no image, or has a colour that no class has
   */
  Image read(byte[] bytes, long maxPixels) throws IOException {
    Image colours;
    try {
      colours = ImageDecoder.decode(bytes, 3, maxPixels);
    } catch (UndecodableImage e) {
      throw new IOException(e.getMessage(), e);
    }
    byte[] rgb = colours.pixels();
    byte[] numbers = new byte[rgb.length / 3];
    int lastColour = -1;
    int lastNumber = 0;
    for (int p = 0; p < numbers.length; p++) {
      int red = rgb[3 * p] & 0xFF;
      int green = rgb[3 * p + 1] & 0xFF;
      int blue = rgb[3 * p + 2] & 0xFF;
      int colour = (red << 16) | (green << 8) | blue;
      if (colour != lastColour) { // neighbours are mostly of one class
        Integer number = classOf.get(colour);
        if (number == null) {
          throw new IOException(
              "the colour %d %d %d, which no class has"
                  .formatted(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF));
        }
        lastColour = colour;
        lastNumber = number;
      }
      numbers[p] = (byte) lastNumber;
    }
    return new Image(1, colours.height(), colours.width(), numbers);
  }
}
