package ai.lacuna.data.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.image.Image;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Run lengths and rasterised polygons against pycocotools. */
class RleMaskGoldenTest {

  static Stream<GoldenCase> codec() {
    return Golden.cases("downstream", "rle_codec");
  }

  @ParameterizedTest
  @MethodSource("codec")
  void textsAreasAndBoundsEqualPycocotools(GoldenCase golden) {
    long[] masks = golden.longs("input.masks");
    long[] shape = golden.shape("input.masks"); // (masks, H, W)
    int height = (int) shape[1];
    int width = (int) shape[2];
    long[] areas = golden.longs("out.area");
    float[] boxes = golden.floats("out.bbox");
    for (int i = 0; i < shape[0]; i++) {
      byte[] pixels = new byte[height * width];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) masks[i * pixels.length + p];
      }
      String text = golden.description().get("rle_strings").get(i).asText();
      RleMask mask = RleMask.of(new Image(1, height, width, pixels));
      assertThat(mask.counts()).isEqualTo(text);
      assertThat(RleMask.parse(height, width, text)).isEqualTo(mask);
      assertThat(mask.toImage().pixels()).isEqualTo(pixels);
      assertThat(mask.area()).isEqualTo(areas[i]);
      for (int side = 0; side < 4; side++) {
        assertThat((float) mask.bounds()[side]).isEqualTo(boxes[4 * i + side]);
      }
    }
  }

  static Stream<Named<JsonNode>> polygons() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RleMaskGoldenTest.class.getResourceAsStream("/annotation/polygons.json"))) {
      JsonNode cases = Json.MAPPER.readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(c -> Named.of(c.get("name").asText(), c));
    }
  }

  @ParameterizedTest
  @MethodSource("polygons")
  void polygonsAreRasterisedAsByPycocotools(JsonNode golden) {
    int height = golden.get("height").asInt();
    int width = golden.get("width").asInt();
    List<double[]> polygons = new ArrayList<>();
    for (JsonNode polygon : golden.get("polygons")) {
      double[] corners =
          StreamSupport.stream(polygon.spliterator(), false)
              .mapToDouble(JsonNode::asDouble)
              .toArray();
      polygons.add(corners);
      assertThat(RleMask.ofPolygons(height, width, List.of(corners)).counts())
          .isEqualTo(golden.get("each").get(polygons.size() - 1).asText());
    }
    RleMask union = RleMask.ofPolygons(height, width, polygons);
    assertThat(union.counts()).isEqualTo(golden.get("union").asText());
    assertThat(union.area()).isEqualTo(golden.get("area").asLong());
    for (int side = 0; side < 4; side++) {
      assertThat(union.bounds()[side]).isEqualTo(golden.get("bbox").get(side).asInt());
    }
  }
}
