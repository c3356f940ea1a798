package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole encoder against a training step of the official SimMIM on Swin: what each part gives,
 * and the gradient of every parameter of the encoder.
 */
class SwinStepGoldenTest {

  // SimMIM's masking and head, which are no part of the encoder. Mask tokens replace embedded
  // patches; the head's outputs are pixels after a pixel shuffle.
  private static final String SIMMIM =
      """

        def embedded(self: __torch__.K, images: Tensor, w: List[Tensor]) -> Tensor:
          return torch.flatten(self.embed(images, w), 1, 2)
        def masked(self: __torch__.K, images: Tensor, mask: Tensor, token: Tensor, c: List[Tensor], w: List[Tensor]) -> Tensor:
          x = self.embed(images, w)
          m = torch.unsqueeze(mask, -1)
          return self.finish(x * (1 - m) + token * m, torch.zeros([0]), c, w)
        def loss(self: __torch__.K, z: Tensor, images: Tensor, mask: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
          y = torch.linear(z, torch.flatten(weight, 1), bias)
          y = torch.reshape(torch.transpose(y, 1, 2), [torch.size(y, 0), -1, ROWS, COLUMNS])
          error = torch.abs(images - torch.pixel_shuffle(y, STRIDE))
          m = torch.repeat_interleave(torch.repeat_interleave(mask, PATCH, 1), PATCH, 2)
          error = torch.sum(error * torch.unsqueeze(m, 1))
          return error / (torch.sum(m) + 1e-05) / torch.size(images, 1)
      """;

  static Stream<GoldenCase> step() {
    return Golden.cases("simmim", "swin");
  }

  @ParameterizedTest
  @MethodSource
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    SwinConfig config =
        new SwinConfig(
            List.of(c.path("img_size").asInt()),
            c.path("patch_size").asInt(),
            c.path("embed_dim").asInt(),
            TestNetworks.numbers(c.path("depths")),
            TestNetworks.numbers(c.path("num_heads")),
            List.of(c.path("window_size").asInt()),
            c.path("mlp_ratio").asDouble());
    List<String> names = names(golden, config);
    String head =
        SIMMIM
            .replace("ROWS", "" + config.output().grid().rows())
            .replace("COLUMNS", "" + config.output().grid().columns())
            .replace("STRIDE", c.path("encoder_stride").asText())
            .replace("PATCH", "" + config.patch());
    try (NDManager manager = Engine.newCpuManager();
        Kernels kernels =
            Kernels.compile(
                manager, SwinTransformer.text(config, TestNetworks.FLOAT32_FORMS.get(0)) + head)) {
      GoldenArrays arrays = new GoldenArrays(manager, golden);
      NDList weights = arrays.leaves(names);
      NDList windows = SwinTransformer.windows(manager, config);
      NDArray images = arrays.floats("input.images");
      NDArray mask = mask(manager, golden);
      NDArray token = arrays.leaves(List.of("encoder.mask_token")).singletonOrThrow();
      NDList last = arrays.parameters("decoder.0.weight", "decoder.0.bias");
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray first = kernels.call("embedded", new NDList(images), weights).singletonOrThrow();
        compare(golden, "patch_embed", first);
        NDList masked = new NDList(images, mask, token);
        NDArray z = kernels.call("masked", masked, windows, weights).singletonOrThrow();
        compare(golden, "encoder_output", z.transpose(0, 2, 1)); // (B, T, D) -> (B, D, T)
        NDList outputs = new NDList(z, images, mask, last.get(0), last.get(1));
        NDArray loss = kernels.call("loss", outputs).singletonOrThrow();
        assertClose("loss", new float[] {loss.getFloat()}, golden.floats("out.loss"), 0, 2e-6);
        Autograd.backward(loss);
      }
      double largest = largestGradient(golden);
      for (int i = 0; i < names.size(); i++) {
        gradient(golden, names.get(i), weights.get(i), largest);
      }
      gradient(golden, "encoder.mask_token", token, largest);
    }
  }

  // The fixture's names in the order in which the kernel text takes the parameters.
  private static List<String> names(GoldenCase golden, SwinConfig config) {
    List<String> official = new ArrayList<>(golden.names("param.encoder."));
    official.remove("mask_token");
    List<String> names = new ArrayList<>();
    for (ParameterSpec spec : SwinTransformer.parameters(config, 3)) {
      official.stream()
          .filter(name -> SwinCheckpoints.fromOfficial(name).equals(spec.name()))
          .forEach(name -> names.add("encoder." + name));
    }
    assertThat(names).hasSize(official.size());
    return names;
  }

  private static NDArray mask(NDManager manager, GoldenCase golden) {
    long[] flags = golden.longs("input.mask");
    float[] mask = new float[flags.length];
    for (int i = 0; i < flags.length; i++) {
      mask[i] = flags[i];
    }
    return manager.create(mask, new Shape(golden.shape("input.mask")));
  }

  private static double largestGradient(GoldenCase golden) {
    double largest = 0;
    for (String name : golden.names("grad.")) {
      for (float g : golden.floats("grad." + name)) {
        largest = Math.max(largest, Math.abs(g));
      }
    }
    return largest;
  }

  private static void gradient(GoldenCase golden, String name, NDArray leaf, double largest) {
    float[] expected = golden.floats("grad." + name);
    float[] actual = leaf.getGradient().toFloatArray();
    assertClose("grad." + name, actual, expected, 1e-5 * largest + 1e-7, 0);
  }

  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-5, 1e-5);
  }
}
