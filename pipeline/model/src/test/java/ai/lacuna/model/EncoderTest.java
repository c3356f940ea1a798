package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderTest {

  private static final BackboneConfig CONFIG = TestNetworks.backbone(List.of(8, 12), 4, 16, 1, 2);
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(CONFIG.shape(1), new float[] {0.4f}, new float[] {0.2f});

  @TempDir Path folder;
  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  private Encoder random(long seed) {
    return Encoder.random(CONFIG, PREPROCESSING, new Streams(seed), manager);
  }

  @Test
  void anArtifactGivesTheEncoderBack() throws IOException {
    Encoder written = random(3);
    written.save(folder);
    Encoder read = Encoder.open(folder, manager);
    assertThat(read.config()).isEqualTo(CONFIG);
    assertThat(read.preprocessing()).isEqualTo(PREPROCESSING);
    NDArray images = manager.ones(new Shape(2, 1, 8, 12));
    NDArray features = read.features(images);
    assertThat(features.getShape()).isEqualTo(new Shape(2, 1 + 6, 16));
    assertThat(features.toFloatArray()).isEqualTo(written.features(images).toFloatArray());
    assertThat(features.hasGradient()).isFalse();
  }

  @Test
  void causallyAPatchKnowsThoseBeforeItAlone() {
    Encoder encoder = random(3); // one class token, 2 x 3 patches of 4 x 4 pixels
    NDArray images = manager.ones(new Shape(1, 1, 8, 12));
    float[] before = encoder.causalFeatures(images).toFloatArray();
    int width = before.length / (1 + 6);
    for (int patch = 0; patch < 6; patch++) {
      NDArray changed = images.duplicate();
      changed.set(new NDIndex(":, :, {}, {}", patch / 3 * 4, patch % 3 * 4), 7);
      float[] after = encoder.causalFeatures(changed).toFloatArray();
      for (int token = 0; token < 1 + 6; token++) {
        boolean knows = token == 0 ? patch == 0 : token - 1 >= patch;
        float[] was = Arrays.copyOfRange(before, token * width, (token + 1) * width);
        float[] is = Arrays.copyOfRange(after, token * width, (token + 1) * width);
        assertThat(Arrays.equals(was, is))
            .as("token %d knows patch %d", token, patch)
            .isEqualTo(!knows);
      }
    }
  }

  @Test
  void blocksAreThoseBeforeTheFinalNorm() {
    BackboneConfig config = TestNetworks.backbone(List.of(8, 12), 4, 16, 2, 2);
    try (Encoder encoder = Encoder.random(config, PREPROCESSING, new Streams(3), manager)) {
      NDArray images = manager.randomUniform(-1, 1, new Shape(2, 1, 8, 12));
      NDArray both = encoder.blocks(images, 2);
      assertThat(both.getShape()).isEqualTo(new Shape(2, 2, 1 + 6, 16));
      float[] last = encoder.blocks(images, 1).toFloatArray();
      assertThat(both.get(1).toFloatArray()).isEqualTo(last);
      assertThat(both.get(0).toFloatArray()).isNotEqualTo(last);
      NDArray row = both.get(1).reshape(-1, 16); // initial norms scale by 1 and shift by 0
      NDArray centred = row.sub(row.mean(new int[] {1}, true));
      NDArray normed = centred.div(centred.square().mean(new int[] {1}, true).add(1e-6).sqrt());
      assertThat(encoder.features(images).toFloatArray())
          .containsExactly(normed.toFloatArray(), within(1e-5f));
      assertThatThrownBy(() -> encoder.blocks(images, 3))
          .hasMessageContaining("given the last 3 blocks of a vit encoder, expected 1 to 2");
    }
  }

  @Test
  void aSwinHasNoOrder() {
    SwinConfig config =
        new SwinConfig(List.of(16, 32), 4, 8, List.of(2, 1), List.of(1, 2), List.of(4, 2), 2);
    Preprocessing preprocessing =
        new Preprocessing(config.shape(1), new float[] {0.4f}, new float[] {0.2f});
    try (Encoder encoder = Encoder.random(config, preprocessing, new Streams(3), manager)) {
      assertThatThrownBy(() -> encoder.causalFeatures(manager.ones(new Shape(1, 1, 16, 32))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a swin encoder's patches have no order");
    }
  }

  @Test
  void soDoesASwin() throws IOException {
    SwinConfig config =
        new SwinConfig(List.of(16, 32), 4, 8, List.of(2, 1), List.of(1, 2), List.of(4, 2), 2);
    Preprocessing preprocessing =
        new Preprocessing(config.shape(1), new float[] {0.4f}, new float[] {0.2f});
    Encoder written = Encoder.random(config, preprocessing, new Streams(3), manager);
    written.save(folder);
    Encoder read = Encoder.open(folder, manager);
    assertThat(read.config()).isEqualTo(config);
    NDArray features = read.features(manager.ones(new Shape(2, 1, 16, 32)));
    assertThat(features.getShape()).isEqualTo(new Shape(2, 2 * 4, 16));
    assertThat(read.output().grid()).isEqualTo(new Grid(2, 4));
    assertThat(features.toFloatArray())
        .isEqualTo(written.features(manager.ones(new Shape(2, 1, 16, 32))).toFloatArray());
    assertThat(read.weights().asMap())
        .containsKeys(
            "patch_embed.norm.weight",
            "layers.0.blocks.1.attn.relative_position_bias_table",
            "layers.1.downsample.reduction.weight",
            "norm.bias");
  }

  @Test
  void equalWeightsGiveEqualBytes() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    random(3).save(folder);
    Encoder.open(folder, manager).save(other);
    for (String file : List.of("encoder.safetensors", "encoder.json")) {
      assertThat(other.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
    }
  }

  @Test
  void aRandomEncoderIsWherePretrainingStarts() throws IOException {
    try (Network network = TestNetworks.create(manager, CONFIG, 1, Map.of(), new Streams(5))) {
      network.saveEncoder(folder, PREPROCESSING);
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    random(5).save(other);
    assertThat(other.resolve("encoder.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("encoder.safetensors"));
  }

  @Test
  void everyMisfitIsListed() throws IOException {
    Encoder encoder = random(3);
    encoder.save(folder);
    List<Tensor> tensors = new ArrayList<>(encoder.weights().toTensors());
    tensors.removeIf(t -> t.name().equals("norm.bias") || t.name().equals("norm.weight"));
    tensors.add(Tensor.of("norm.weight", new long[] {8}, new float[8]));
    tensors.add(Tensor.of("nrm.bias", new long[] {16}, new float[16]));
    SafetensorsWriter.write(folder.resolve("encoder.safetensors"), tensors, Map.of());
    assertThatThrownBy(() -> Encoder.open(folder, manager))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("norm.weight: given F32[8], expected F32[16]")
        .hasMessageContaining("norm.bias: given no such tensor")
        .hasMessageContaining("nrm.bias: given a tensor, expected none of that name")
        .hasMessageContaining("is it norm.bias?");
  }

  @Test
  void brokenDescriptionsAreRefused() throws IOException {
    assertThatThrownBy(() -> Encoder.open(folder, manager))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("encoder.json");
    random(3).save(folder);
    Path json = folder.resolve("encoder.json");
    String text = Files.readString(json);
    Files.writeString(json, text.replace("\"schema\" : 1", "\"schema\" : 9"));
    assertThatThrownBy(() -> Encoder.open(folder, manager)).hasMessageContaining("schema: given 9");
    Files.writeString(json, text.replace("\"heads\" : 2", "\"heads\" : 3"));
    assertThatThrownBy(() -> Encoder.open(folder, manager))
        .hasMessageContaining("encoder.json.heads: given 3");
    Files.writeString(json, text.replaceAll(",\\s*\"position\" : \"sincos\"", ""));
    assertThatThrownBy(() -> Encoder.open(folder, manager))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("position");
    Files.writeString(json, text.replace("\"vit\"", "\"vat\""));
    assertThatThrownBy(() -> Encoder.open(folder, manager)).isInstanceOf(LacunaException.class);
  }

  @Test
  void weightsAreOverwrittenInPlace() {
    Encoder one = random(1);
    Encoder two = random(2);
    NDArray images = manager.ones(new Shape(1, 1, 8, 12));
    two.weights().set(one.weights().toTensors());
    assertThat(two.features(images).toFloatArray()).isEqualTo(one.features(images).toFloatArray());
    assertThat(two.weights().get("cls_token").hasGradient()).isTrue();
    assertThatThrownBy(() -> two.weights().set(List.of()))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("cls_token: given no such tensor");
  }
}
