package ai.lacuna.data.augment;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mixed pixels and shares against timm's Mixup, given its draws. */
class MixGoldenTest {

  static Stream<GoldenCase> cases() {
    return Stream.concat(Golden.cases("blocks", "mixup"), Golden.cases("blocks", "cutmix"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pixelsEqualTimm(GoldenCase golden) {
    long[] shape = golden.shape("input.images"); // (B, C, H, W)
    int height = (int) shape[2];
    int width = (int) shape[3];
    List<Mix> mixes = mixes(golden.config(), (int) shape[0], height, width);
    float[] images = golden.floats("input.images");
    int bytes = images.length / mixes.size();
    float[] mixed = new float[images.length];
    for (int i = 0; i < images.length; i++) {
      int b = i / bytes;
      float own = mixes.get(b).own(i / width % height, i % width);
      float partner = images[(mixes.size() - 1 - b) * bytes + i % bytes];
      mixed[i] = own * images[i] + (1 - own) * partner;
    }
    assertClose("images", mixed, golden.floats("out.images"), 1e-6, 0);
  }

  private static List<Mix> mixes(JsonNode config, int images, int height, int width) {
    boolean batch = config.get("mode").asText().equals("batch");
    JsonNode boxes = config.get("cutmix_boxes_yl_yh_xl_xh_correctedLam");
    List<Mix> mixes = new ArrayList<>();
    int box = 0;
    for (int b = 0; b < images; b++) {
      int draw = batch ? 0 : b;
      double drawn = config.get("drawn_lambda").get(draw).asDouble();
      if (config.get("use_cutmix").get(draw).asInt() == 0) {
        mixes.add(Mix.mixup(drawn));
        continue;
      }
      JsonNode at = boxes.get(batch ? 0 : box++);
      Mix mix =
          Mix.cutmix(
              drawn,
              new Mix.Cut(
                  at.get(0).asInt(), at.get(1).asInt(), at.get(2).asInt(), at.get(3).asInt()));
      assertThat(mix.share(height, width)).isCloseTo(at.get(4).asDouble(), within(1e-6));
      mixes.add(mix);
    }
    return mixes;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rectanglesHaveTheReferenceSize(GoldenCase golden) {
    JsonNode config = golden.config();
    long[] shape = golden.shape("input.images");
    int cut = 0;
    for (int d = 0; d < config.get("drawn_lambda").size(); d++) {
      if (config.get("use_cutmix").get(d).asInt() == 1) {
        JsonNode at = config.get("cutmix_boxes_yl_yh_xl_xh_correctedLam").get(cut++);
        double own = config.get("drawn_lambda").get(d).asDouble();
        assertThat(candidates(own, (int) shape[2], (int) shape[3]))
            .contains(
                new Mix.Cut(
                    at.get(0).asInt(), at.get(1).asInt(), at.get(2).asInt(), at.get(3).asInt()));
      }
    }
  }

  private static List<Mix.Cut> candidates(double own, int height, int width) {
    List<Mix.Cut> cuts = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        cuts.add(Mix.Cut.around(y, x, own, height, width));
      }
    }
    return cuts;
  }
}
