package ai.lacuna.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs a collection of awkward files: {@link OddImages}, or that of {@code -Dlacuna.oddImages=DIR}.
 * Its {@code manifest.csv} says for each file whether it must be accepted, with which size and mean
 * colours of its four quadrants, or refused. None may take more than 2 s or allocate more than 512
 * MiB.
 */
class OddImagesTest {

  private static final long MAX_ALLOCATED = 512L << 20;

  @TempDir static Path made;

  record Odd(Path file, Map<String, String> row) {
    String get(String column) {
      return row.getOrDefault(column, "");
    }

    @Override
    public String toString() {
      return get("verdict") + " " + file.getFileName() + " (" + get("trait") + ")";
    }
  }

  static Stream<Odd> files() throws IOException {
    String given = System.getProperty("lacuna.oddImages", "");
    if (given.isEmpty()) {
      OddImages.write(made);
    }
    Path folder = given.isEmpty() ? made : Path.of(given);
    List<List<String>> lines =
        Files.readAllLines(folder.resolve("manifest.csv")).stream()
            .map(OddImagesTest::csv)
            .toList();
    List<String> columns = lines.get(0);
    return lines.stream()
        .skip(1)
        .map(
            fields -> {
              Map<String, String> row = new HashMap<>();
              for (int i = 0; i < Math.min(columns.size(), fields.size()); i++) {
                row.put(columns.get(i), fields.get(i));
              }
              return new Odd(folder.resolve(row.get("file")), row);
            });
  }

  @ParameterizedTest
  @MethodSource("files")
  @Timeout(value = 2, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void meetsItsVerdict(Odd odd) throws IOException {
    byte[] bytes = Files.readAllBytes(odd.file());
    Image image = null;
    UndecodableImage refusal = null;
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    try {
      image = ImageDecoder.decode(bytes, 3);
    } catch (UndecodableImage e) {
      refusal = e;
    }
    assertThat(memory.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated")
        .isLessThan(MAX_ALLOCATED);
    switch (odd.get("verdict")) {
      case "accept" -> {
        boolean mayRefuse = odd.get("note").contains("refusing cleanly is acceptable");
        if (refusal != null && mayRefuse) {
          assertThat(refusal.getMessage()).isNotBlank();
        } else {
          assertThat(refusal).as("refusal").isNull();
          checkColours(odd, ImageDecoder.orientation(bytes), image);
        }
      }
      case "reject" -> assertThat(refusal).as("refusal").isNotNull();
      default -> {
        boolean described = odd.get("verdict").equals("unsupported-ok");
        if (image != null && described && !odd.get("raw_size").isEmpty()) {
          checkColours(odd, ImageDecoder.orientation(bytes), image);
        } else if (refusal != null) {
          assertThat(refusal.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static void checkColours(Odd odd, Orientation orientation, Image stored) {
    assertThat(stored.width() + "x" + stored.height()).isEqualTo(odd.get("raw_size"));
    // The manifest's colours are those of the upright picture.
    Image image = orientation.upright(stored);
    assertThat(image.width() + "x" + image.height()).isEqualTo(odd.get("upright_size"));
    String said = odd.get("exif_orientation");
    assertThat(orientation.ordinal() + 1).isEqualTo(said.isEmpty() ? 1 : Integer.parseInt(said));
    double tolerance = odd.get("mode").equals("CMYK") ? 40 : 6;
    String[] expected = odd.get("rgb_quadrants").split("[ /]");
    double[] actual = quadrants(image);
    for (int i = 0; i < 12; i++) {
      assertThat(actual[i])
          .as("quadrant %d channel %d", i / 3, i % 3)
          .isCloseTo(Double.parseDouble(expected[i]), within(tolerance));
    }
  }

  private static double[] quadrants(Image image) {
    double[] means = new double[12];
    int halfHeight = image.height() / 2;
    int halfWidth = image.width() / 2;
    for (int q = 0; q < 4; q++) {
      int top = q < 2 || image.height() == 1 ? 0 : halfHeight;
      int left = q % 2 == 0 || image.width() == 1 ? 0 : halfWidth;
      int bottom = q < 2 ? Math.max(1, halfHeight) : image.height();
      int right = q % 2 == 0 ? Math.max(1, halfWidth) : image.width();
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int y = top; y < bottom; y++) {
          for (int x = left; x < right; x++) {
            sum += image.at(y, x, c);
          }
        }
        means[q * 3 + c] = sum / ((bottom - top) * (right - left));
      }
    }
    return means;
  }

  private static List<String> csv(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
