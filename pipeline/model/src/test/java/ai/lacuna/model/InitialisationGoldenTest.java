package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The distribution of initial values against the official implementation's. */
class InitialisationGoldenTest {

  private static final float[] ONES = {1, 1, 1};

  static Stream<GoldenCase> mae() {
    return Golden.cases("init", "mae");
  }

  static Stream<GoldenCase> swin() {
    return Golden.cases("init", "simmim_swin");
  }

  static Stream<GoldenCase> beit() {
    return Stream.concat(Golden.cases("init", "beit"), Golden.cases("init", "simmim_vit"));
  }

  // The head belongs to the objective.
  @ParameterizedTest
  @MethodSource
  void beit(GoldenCase golden) throws IOException {
    JsonNode expected = Json.read(golden.file("init.json"), JsonNode.class);
    JsonNode c = golden.config();
    boolean positions =
        expected.properties().stream().anyMatch(e -> e.getKey().endsWith("pos_embed"));
    VitConfig config =
        new VitConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            4,
            positions ? VitConfig.Position.LEARNED : VitConfig.Position.NONE,
            0.1,
            VitConfig.RelativePosition.SHARED,
            VitConfig.QkvBias.NO_KEYS,
            VitConfig.Initialisation.BEIT);
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                config,
                config.shape(3),
                TestNetworks.plan(EncodeMode.MASK_TOKENS, Map.of()),
                new Streams(0),
                Precision.FLOAT32,
                manager)) {
      int compared = 0;
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        String official = entry.getKey();
        if (!official.startsWith("lm_head.") && !official.startsWith("decoder.")) {
          String name = TestNetworks.fromOfficialBeit(official);
          check(official, network.weights().get(name), entry.getValue());
          compared++;
        }
      }
      assertThat(network.weights().asMap()).hasSize(compared);
    }
  }

  @ParameterizedTest
  @MethodSource
  void mae(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    BackboneConfig config =
        new VitConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            4,
            VitConfig.Position.SINCOS);
    ModuleSpec.MaskedDecoder decoder =
        new ModuleSpec.MaskedDecoder(
            c.path("decoder_embed_dim").asInt(),
            c.path("decoder_depth").asInt(),
            1,
            4,
            config.context(3).patchElements());
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            TestNetworks.create(manager, config, 3, Map.of("decoder", decoder), new Streams(0))) {
      JsonNode expected = Json.read(golden.file("init.json"), JsonNode.class);
      int compared = 0;
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        if (entry.getValue().path("requires_grad").asBoolean()) {
          String name = TestNetworks.fromOfficialMae(entry.getKey());
          check(entry.getKey(), network.weights().get(name), entry.getValue());
          compared++;
        }
      }
      assertThat(network.weights().asMap()).hasSize(compared);
    }
  }

  // The mask token and the decoder belong to the objective.
  @ParameterizedTest
  @MethodSource
  void swin(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    SwinConfig config =
        new SwinConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            TestNetworks.numbers(c.path("depths")),
            TestNetworks.numbers(c.path("num_heads")),
            List.of(c.path("window_size").asInt()),
            4);
    Preprocessing preprocessing = new Preprocessing(config.shape(3), new float[3], ONES);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = Encoder.random(config, preprocessing, new Streams(0), manager)) {
      JsonNode expected = Json.read(golden.file("init.json"), JsonNode.class);
      int compared = 0;
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        String official = entry.getKey();
        if (official.startsWith("encoder.") && !official.equals("encoder.mask_token")) {
          String name = SwinCheckpoints.fromOfficial(official.substring("encoder.".length()));
          check(official, encoder.weights().get(name), entry.getValue());
          compared++;
        }
      }
      assertThat(encoder.weights().asMap()).hasSize(compared);
    }
  }

  private static void check(String name, NDArray array, JsonNode expected) {
    assertThat(array.getShape().getShape())
        .as(name)
        .isEqualTo(Json.MAPPER.convertValue(expected.path("shape"), long[].class));
    float[] values = array.toFloatArray();
    double mean = 0;
    double squares = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float v : values) {
      mean += v / (double) values.length;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    for (float v : values) {
      squares += (v - mean) * (v - mean);
    }
    double std = expected.path("std").asDouble();
    if (expected.path("min").asDouble() == expected.path("max").asDouble()) {
      assertThat(values).as(name).containsOnly((float) expected.path("min").asDouble());
      return;
    }
    double ownStd = Math.sqrt(squares / (values.length - 1));
    double allowed = Math.max(0.03, 4 / Math.sqrt(2.0 * values.length));
    assertThat(Math.abs(ownStd / std - 1)).as("std of " + name).isLessThan(allowed);
    assertThat(Math.abs(mean)).as("mean of " + name).isLessThan(5 * std / Math.sqrt(values.length));
    double bound = Math.max(-expected.path("min").asDouble(), expected.path("max").asDouble());
    // A uniform bound is sqrt(3) standard deviations, that of a normal cut at one is 1.86.
    boolean bounded = bound < 1.95 * std;
    if (bounded) {
      assertThat(Math.max(-low, high) / bound).as("bound of " + name).isBetween(0.95, 1.05);
    }
  }
}
