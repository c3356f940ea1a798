package ai.lacuna.data.source.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.files.Digest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesPluginTest {

  private final ShapesPlugin plugin = new ShapesPlugin();

  @ParameterizedTest
  @CsvSource({"32,32,3,1", "20,33,1,1", "40,24,4,3", "16,16,5,8", "64,64,3,4"})
  void boxesAndMasksAgreeWithEachOther(int height, int width, int channels, int objects)
      throws Exception {
    ShapesConfig config = new ShapesConfig(40, height, width, channels, 8, objects, 3);
    for (Row row : rows(config)) {
      Image image = ImageDecoder.decode(row.bytes(), channels);
      assertThat(new int[] {image.height(), image.width()}).containsExactly(height, width);
      Image semantic = ImageDecoder.decode(row.annotations().semantic(), 1);
      assertThat(row.annotations().objects()).hasSizeBetween(1, objects);
      int[] covered = new int[height * width];
      int largest = 0;
      int label = -1;
      int wrong = 0;
      for (Instance object : row.annotations().objects()) {
        Image mask = Objects.requireNonNull(object.mask()).toImage();
        int area = 0;
        int[] box = {width, height, -1, -1};
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int value = mask.at(y, x, 0);
            if (value == 1) {
              area++;
              covered[y * width + x]++;
              wrong += semantic.at(y, x, 0) == object.category() + 1 ? 0 : 1;
              box[0] = Math.min(box[0], x);
              box[1] = Math.min(box[1], y);
              box[2] = Math.max(box[2], x + 1);
              box[3] = Math.max(box[3], y + 1);
            }
          }
        }
        assertThat(new double[] {object.x(), object.y(), object.width(), object.height()})
            .containsExactly(box[0], box[1], box[2] - box[0], box[3] - box[1]);
        assertThat(object.area()).isEqualTo(area);
        if (area > largest) {
          largest = area;
          label = object.category();
        }
      }
      assertThat(row.label()).isEqualTo(label);
      for (int i = 0; i < covered.length; i++) {
        wrong += covered[i] == (semantic.pixels()[i] == 0 ? 0 : 1) ? 0 : 1;
      }
      assertThat(wrong).as("pixels at which masks disagree").isZero();
    }
  }

  @Test
  void isAPureFunctionOfSeedAndIndex() throws IOException {
    ShapesConfig config = new ShapesConfig(30, 16, 16, 3, 8, 2, 7);
    List<Row> whole = rows(config);
    Collected part = new Collected();
    plugin.read(config, new ShapesPart(11, 14), part);
    assertThat(part.rows).usingRecursiveComparison().isEqualTo(whole.subList(11, 14));
    List<Row> other = rows(new ShapesConfig(30, 16, 16, 3, 8, 2, 8));
    assertThat(other.get(0).bytes()).isNotEqualTo(whole.get(0).bytes());
  }

  /** Generated pixels are part of what results are compared by: they may not change silently. */
  @Test
  void pixelsAreThoseOfThisVersion() throws IOException {
    StringBuilder digests = new StringBuilder();
    for (Row row : rows(new ShapesConfig(16, 24, 24, 3, 8, 3, 1))) {
      digests
          .append(Digest.ofBytes(row.bytes()))
          .append(Digest.ofBytes(row.annotations().semantic()));
    }
    assertThat(Digest.ofString(digests.toString()))
        .isEqualTo("4a93f9557184964530e04908847f726ef189333ae1c7ea8ecfb37a76640cdb82");
  }

  @Test
  void classesAreBalancedAndAllThere() throws IOException {
    ShapesConfig config = new ShapesConfig(80, 16, 16, 3, 8, 1, 0);
    int[] counts = new int[8];
    rows(config).forEach(row -> counts[row.label()]++);
    assertThat(counts).containsOnly(10);
    Listing<ShapesPart> listing = plugin.plan(config, new PartSize(33, 1L << 30));
    assertThat(listing.classes()).hasSize(8).contains("circle", "star", "ring");
    assertThat(listing.parts()).extracting(Listing.Part::images).containsExactly(33L, 33L, 14L);
  }

  /** The mean colour of whole images, by the nearest class mean: no better than chance. */
  @Test
  void meanColourTellsNothingAboutTheClass() throws Exception {
    List<Row> train = rows(new ShapesConfig(1600, 16, 16, 3, 8, 1, 0));
    List<Row> test = rows(new ShapesConfig(800, 16, 16, 3, 8, 1, 1));
    double[][] means = new double[8][3];
    for (Row row : train) {
      double[] colour = meanColour(row);
      for (int c = 0; c < 3; c++) {
        means[row.label()][c] += colour[c] / 200;
      }
    }
    int right = 0;
    for (Row row : test) {
      right += nearest(means, meanColour(row)) == row.label() ? 1 : 0;
    }
    // Chance is 100 of 800; four standard deviations above it.
    assertThat(right).isLessThan(138);
  }

  @Test
  void objectsCoverTheSameAreaWhateverTheirClass() throws Exception {
    double[] area = new double[8];
    for (Row row : rows(new ShapesConfig(1600, 32, 32, 3, 8, 1, 0))) {
      for (byte value : ImageDecoder.decode(row.annotations().semantic(), 1).pixels()) {
        area[row.label()] += value == 0 ? 0 : 1.0 / 200;
      }
    }
    for (double a : area) {
      assertThat(a / area[0]).isBetween(0.85, 1.15);
    }
  }

  @Test
  void imagesDiffer() throws IOException {
    Set<String> seen = new HashSet<>();
    rows(new ShapesConfig(200, 16, 16, 3, 8, 1, 0))
        .forEach(row -> seen.add(Digest.ofBytes(row.bytes())));
    assertThat(seen).hasSize(200);
  }

  private List<Row> rows(ShapesConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(Integer.MAX_VALUE, Long.MAX_VALUE)).rows;
  }

  private static double[] meanColour(Row row) throws Exception {
    byte[] pixels = ImageDecoder.decode(row.bytes(), 3).pixels();
    double[] mean = new double[3];
    for (int i = 0; i < pixels.length; i++) {
      mean[i % 3] += (pixels[i] & 0xFF) * 3.0 / pixels.length;
    }
    return mean;
  }

  private static int nearest(double[][] means, double[] colour) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < means.length; k++) {
      double distance = 0;
      for (int c = 0; c < 3; c++) {
        distance += (means[k][c] - colour[c]) * (means[k][c] - colour[c]);
      }
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }
}
