package ai.lacuna.api.plan;

import ai.lacuna.api.random.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Draws the pictures of {@code plugins/docs}: for each strategy masks of four images on 14 × 14
 * patches. Run it in {@code plugins/api} to write them anew.
 */
final class MaskPictures {

  static final Path FOLDER = Path.of("../docs");
  private static final Grid GRID = new Grid(14, 14);
  private static final int IMAGES = 4;
  private static final int CELL = 8;
  private static final int GAP = 12;

  private MaskPictures() {}

  public static void main(String[] args) throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, String> picture : all().entrySet()) {
      Files.writeString(FOLDER.resolve(picture.getKey()), picture.getValue());
    }
  }

  /** The pictures by file name. */
  static Map<String, String> all() {
    Map<String, MaskSpec> specs = new LinkedHashMap<>();
    specs.put("random", new MaskSpec.Random(0.75));
    specs.put(
        "block-wise",
        new MaskSpec.BlockWise(
            75.0 / GRID.size(),
            MaskSpec.BlockWise.THIRD_OF_SIDE,
            MaskSpec.BlockWise.Shortfall.KEEP));
    specs.put("grid-wise", new MaskSpec.GridWise());
    specs.put("squares", new MaskSpec.Squares(0.6, 2));
    specs.put("prefix", new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE));
    Map<String, String> pictures = new LinkedHashMap<>();
    specs.forEach((name, spec) -> pictures.put("mask-" + name + ".svg", svg(spec)));
    return pictures;
  }

  private static String svg(MaskSpec spec) {
    int side = GRID.columns() * CELL;
    int width = IMAGES * (side + GAP) - GAP;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    svg.append("width=\"%d\" height=\"%d\">\n".formatted(width, side));
    svg.append("<title>Hidden patches are dark, visible ones light</title>\n");
    for (int image = 0; image < IMAGES; image++) {
      PatchMask mask = spec.draw(GRID, new Streams(0).at("mask", 0, image));
      StringBuilder dark = new StringBuilder();
      StringBuilder light = new StringBuilder();
      boolean[] hidden = mask.hidden();
      for (int i = 0; i < hidden.length; i++) {
        int x = image * (side + GAP) + i % GRID.columns() * CELL;
        int y = i / GRID.columns() * CELL;
        (hidden[i] ? dark : light).append("M%d %dh%3$dv%3$dh-%3$dz".formatted(x, y, CELL - 1));
      }
      svg.append("<path fill=\"#d9e2ec\" d=\"").append(light).append("\"/>\n");
      svg.append("<path fill=\"#334e68\" d=\"").append(dark).append("\"/>\n");
    }
    return svg.append("</svg>\n").toString();
  }
}
