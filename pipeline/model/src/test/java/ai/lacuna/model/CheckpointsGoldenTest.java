package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints of others: timm's without renaming anything, Hugging Face's with its names mapped.
 */
class CheckpointsGoldenTest {

  static Stream<GoldenCase> vit() {
    return Golden.cases("interop", "timm_vit");
  }

  static Stream<GoldenCase> swin() {
    return Golden.cases("interop", "timm_swin");
  }

  static Stream<GoldenCase> huggingFaceSwin() {
    return Golden.cases("interop", "hf_swin").filter(c -> c.has("out.last_hidden"));
  }

  @ParameterizedTest
  @MethodSource
  void vit(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    int width = c.path("embed_dim").asInt();
    BackboneConfig config =
        new VitConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            width,
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            mlpWidth(golden) / (double) width,
            VitConfig.Position.LEARNED);
    check(golden, config, UnaryOperator.identity(), "out.features");
  }

  @ParameterizedTest
  @MethodSource
  void swin(GoldenCase golden) throws IOException {
    check(golden, swinConfig(golden, "img_size"), UnaryOperator.identity(), "out.features");
  }

  @ParameterizedTest
  @MethodSource
  void huggingFaceSwin(GoldenCase golden) throws IOException {
    SwinConfig config = swinConfig(golden, "image_size");
    check(golden, config, SwinCheckpoints::fromHuggingFace, "out.last_hidden");
  }

  private static SwinConfig swinConfig(GoldenCase golden, String image) {
    JsonNode c = golden.config();
    return new SwinConfig(
        List.of(c.path(image).asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        TestNetworks.numbers(c.path("depths")),
        TestNetworks.numbers(c.path("num_heads")),
        List.of(c.path("window_size").asInt()),
        c.path("mlp_ratio").asDouble());
  }

  private static void check(
      GoldenCase golden,
      BackboneConfig config,
      UnaryOperator<List<Tensor>> renaming,
      String expected)
      throws IOException {
    ImageShape image = config.shape(3);
    try (NDManager manager = Engine.newCpuManager();
        SafetensorsFile file = SafetensorsFile.open(golden.file("model.safetensors"))) {
      List<Tensor> trunk =
          EncoderFiles.tensors(file).stream().filter(t -> !t.name().startsWith("head.")).toList();
      List<Tensor> tensors = renaming.apply(trunk);
      Weights weights = Weights.of(Backbones.parameters(config, image), tensors, manager);
      Backbone backbone =
          Backbones.create(manager, config, image, weights, Precision.FLOAT32, Recompute.NOTHING);
      NDArray images = new GoldenArrays(manager, golden).floats("input.images");
      float[] features = backbone.encode(images).toFloatArray();
      assertClose(expected, features, golden.floats(expected), 2e-5, 1e-4);
    }
  }

  // The description leaves it out.
  private static int mlpWidth(GoldenCase golden) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(golden.file("model.safetensors"))) {
      return (int) file.entry("blocks.0.mlp.fc1.bias").shape()[0];
    }
  }
}
