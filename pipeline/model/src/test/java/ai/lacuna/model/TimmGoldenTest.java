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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checkpoint of timm's vision transformer, without renaming anything. */
class TimmGoldenTest {

  static Stream<GoldenCase> features() {
    return Golden.cases("interop", "timm_vit");
  }

  @ParameterizedTest
  @MethodSource
  void features(GoldenCase golden) throws IOException {
    JsonNode c = golden.config();
    int width = c.path("embed_dim").asInt();
    BackboneConfig config =
        new BackboneConfig(
            BackboneConfig.Type.VIT,
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            width,
            c.path("depth").asInt(),
            c.path("num_heads").asInt(),
            mlpWidth(golden) / (double) width,
            BackboneConfig.Position.LEARNED);
    ImageShape image = config.shape(3);
    try (NDManager manager = Engine.newCpuManager();
        SafetensorsFile file = SafetensorsFile.open(golden.file("model.safetensors"))) {
      List<Tensor> trunk =
          EncoderFiles.tensors(file).stream().filter(t -> !t.name().startsWith("head.")).toList();
      Weights weights = Weights.of(Backbones.parameters(config, image), trunk, manager);
      Backbone backbone = Backbones.create(manager, config, image, weights, Precision.FLOAT32);
      NDArray images = new GoldenArrays(manager, golden).floats("input.images");
      float[] features = backbone.encode(images).toFloatArray();
      assertClose("features", features, golden.floats("out.features"), 2e-5, 1e-4);
    }
  }

  // The description leaves it out.
  private static int mlpWidth(GoldenCase golden) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(golden.file("model.safetensors"))) {
      return (int) file.entry("blocks.0.mlp.fc1.bias").shape()[0];
    }
  }
}
