package ai.lacuna.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The learning-rate scale of every name in the reference codes' tables. */
class LayerDecayGoldenTest {

  private static final List<Integer> TWELVE = List.of(12);
  private static final LayerDecay.Merging OFFICIAL = LayerDecay.Merging.STAGE_BEFORE;

  static Stream<GoldenCase> tables() {
    return Golden.cases("blocks", "layer_decay_tables");
  }

  static Stream<GoldenCase> detection() {
    return Golden.cases("downstream", "vitdet_lr_decay");
  }

  // What each reference takes for the embedding is what they differ in.
  private static Map<String, List<List<NamePattern>>> layers(JsonNode tables) {
    List<String> beit = List.of("cls_token", "pos_embed", "mask_token", "patch_embed.*");
    List<Integer> depths = new ArrayList<>();
    tables.path("simmim_swin").path("depths").forEach(depth -> depths.add(depth.asInt()));
    return Map.of(
        "mae",
            LayerDecay.layers(
                "", List.of("cls_token", "pos_embed", "patch_embed.*"), TWELVE, OFFICIAL),
        "beit", LayerDecay.layers("", beit, TWELVE, OFFICIAL),
        "simmim_vit", LayerDecay.layers("", beit, TWELVE, OFFICIAL),
        "simmim_swin",
            LayerDecay.layers("", List.of("mask_token", "patch_embed.*"), depths, OFFICIAL));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void followsTheTables(GoldenCase golden) throws IOException {
    JsonNode tables = Json.read(golden.file("tables.json"), JsonNode.class);
    Map<String, List<List<NamePattern>>> layers = layers(tables);
    assertThat(tables.size()).isEqualTo(layers.size());
    layers.forEach(
        (name, of) -> {
          JsonNode table = tables.path(name);
          LayerDecay decay = new LayerDecay(table.path("layer_decay").asDouble(), of);
          assertThat(table.path("scale").size()).isPositive();
          table
              .path("scale")
              .properties()
              .forEach(e -> assertScale(decay.scale(e.getKey()), e.getValue().asDouble(), 1e-9, e));
        });
  }

  @ParameterizedTest
  @MethodSource("detection")
  void followsTheDetector(GoldenCase golden) {
    JsonNode description = golden.description();
    LayerDecay decay =
        new LayerDecay(
            description.path("lr_decay_rate").asDouble(),
            LayerDecay.layers(
                "backbone.net.",
                List.of("pos_embed", "patch_embed.*"),
                List.of(description.path("num_layers").asInt()),
                OFFICIAL));
    float[] expected = golden.floats("out.scale");
    for (int i = 0; i < expected.length; i++) {
      String name = description.path("names").path(i).asText();
      assertScale(decay.scale(name), expected[i], 1e-6, name);
    }
  }

  private static void assertScale(double actual, double expected, double relative, Object what) {
    assertThat(actual).as("%s", what).isCloseTo(expected, offset(relative * expected));
  }
}
