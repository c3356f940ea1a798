package ai.lacuna.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.image.Box;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The distribution of crops against torchvision's: means within three standard errors. */
class RandomResizedCropGoldenTest {

  private static final int DRAWS = 20_000;

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "random_resized_crop_params");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void drawsTheReferenceDistribution(GoldenCase golden) {
    JsonNode config = golden.config();
    int height = config.get("height").asInt();
    int width = config.get("width").asInt();
    int count = config.get("n").asInt();
    Iterator<Map.Entry<String, JsonNode>> specs = config.get("specs").fields();
    while (specs.hasNext()) {
      Map.Entry<String, JsonNode> spec = specs.next();
      JsonNode scale = spec.getValue().get(0);
      RandomResizedCrop crop =
          new RandomResizedCrop(
              Crop.RandomResized.of(scale.get(0).asDouble(), scale.get(1).asDouble()));
      double[] sums = new double[5];
      for (int n = 0; n < DRAWS; n++) {
        Box box = crop.draw(height, width, new Streams(1).at("augment", 0, n));
        sums[0] += box.top();
        sums[1] += box.left();
        sums[2] += box.height();
        sums[3] += box.width();
        sums[4] += (double) box.height() * box.width() / (height * width);
      }
      String name = "out." + spec.getKey();
      float[] means = golden.floats(name + "_mean_top_left_h_w");
      float[] stds = golden.floats(name + "_std_top_left_h_w");
      float[] area = golden.floats(name + "_area_fraction_mean_std_min_max");
      double scaleOfError = 3 * Math.sqrt(1.0 / count + 1.0 / DRAWS);
      for (int i = 0; i < 4; i++) {
        assertThat(sums[i] / DRAWS)
            .as("%s, column %d", name, i)
            .isCloseTo(means[i], within(scaleOfError * stds[i]));
      }
      assertThat(sums[4] / DRAWS)
          .as("%s, area", name)
          .isCloseTo(area[0], within(scaleOfError * area[1]));
    }
  }
}
