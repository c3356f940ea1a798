package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.InitialValues;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  static Stream<GoldenCase> ibot() {
    return Golden.cases("init", "ibot");
  }

  static Stream<GoldenCase> beit() {
    return Stream.concat(Golden.cases("init", "beit"), Golden.cases("init", "simmim_vit"));
  }

  static Stream<GoldenCase> aim() {
    return Golden.cases("init", "aim");
  }

  // The recorded head belongs to the evaluation.
  @ParameterizedTest
  @MethodSource
  void aim(GoldenCase golden) {
    JsonNode c = golden.config();
    VitConfig config =
        VitConfig.likeAim(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            4);
    Preprocessing preprocessing = new Preprocessing(config.shape(3), new float[3], ONES);
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = Encoder.random(config, preprocessing, new Streams(0), manager)) {
      InitialValues.assertAllSimilar(
          golden,
          encoder.weights().asMap(),
          official ->
              Optional.of(official)
                  .filter(name -> !name.startsWith("head."))
                  .map(TestNetworks::fromOfficialAim));
    }
  }

  // The head belongs to the objective.
  @ParameterizedTest
  @MethodSource
  void beit(GoldenCase golden) {
    JsonNode expected = InitialValues.recorded(golden);
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
            Initialisation.BEIT);
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                config,
                config.shape(3),
                TestNetworks.plan(EncodeMode.MASK_TOKENS, Map.of()),
                new Streams(0),
                Precision.FLOAT32,
                manager)) {
      InitialValues.assertAllSimilar(
          golden,
          network.weights().asMap(),
          official ->
              Optional.of(official)
                  .filter(name -> !name.startsWith("lm_head.") && !name.startsWith("decoder."))
                  .map(TestNetworks::fromOfficialBeit));
    }
  }

  @ParameterizedTest
  @MethodSource
  void mae(GoldenCase golden) {
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
      JsonNode expected = InitialValues.recorded(golden);
      InitialValues.assertAllSimilar(
          golden,
          network.weights().asMap(),
          official ->
              Optional.of(official)
                  .filter(name -> expected.path(name).path("requires_grad").asBoolean())
                  .map(TestNetworks::fromOfficialMae));
    }
  }

  // The mask token and the decoder belong to the objective.
  @ParameterizedTest
  @MethodSource
  void swin(GoldenCase golden) {
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
      InitialValues.assertAllSimilar(
          golden,
          encoder.weights().asMap(),
          official ->
              Optional.of(official)
                  .filter(name -> name.startsWith("encoder."))
                  .filter(name -> !name.equals("encoder.mask_token"))
                  .map(name -> SwinCheckpoints.fromOfficial(name.substring("encoder.".length()))));
    }
  }

  // The encoder of DINO and iBOT with their head.
  @ParameterizedTest
  @MethodSource
  void ibot(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig config =
        new VitConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            4,
            VitConfig.Position.LEARNED,
            0,
            VitConfig.RelativePosition.NONE,
            VitConfig.QkvBias.ALL,
            Initialisation.DINO);
    ModuleSpec.PrototypeHead head =
        new ModuleSpec.PrototypeHead(
            3, c.path("hidden").asInt(), c.path("bottleneck").asInt(), c.path("out_dim").asInt());
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                config,
                config.shape(3),
                TestNetworks.plan(EncodeMode.MASK_TOKENS, Map.of("head", head)),
                new Streams(0),
                Precision.FLOAT32,
                manager)) {
      JsonNode expected = InitialValues.recorded(golden);
      int compared = 0;
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        if (entry.getKey().equals("backbone.masked_embed")) {
          float[] token = network.weights().get(Backbones.MASK_TOKEN).toFloatArray();
          assertThat(token).containsOnly((float) entry.getValue().path("mean").asDouble());
        } else {
          String name = entry.getKey().replaceFirst("^backbone[.]", "encoder.");
          check(entry.getKey(), network.weights().get(name), entry.getValue());
        }
        compared++;
      }
      assertThat(network.weights().asMap()).hasSize(compared);
    }
  }

  private static void check(String name, NDArray array, JsonNode expected) {
    InitialValues.assertSimilar(name, array.getShape().getShape(), array.toFloatArray(), expected);
  }
}
