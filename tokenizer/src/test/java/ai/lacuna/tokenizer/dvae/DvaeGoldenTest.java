package ai.lacuna.tokenizer.dvae;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Precision;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * DALLE-pytorch's DiscreteVAE: a whole training step with every gradient and its update. OpenAI's
 * DALL-E: encoder, decoder, pixel mapping, and the paper's logit-Laplace loss.
 */
class DvaeGoldenTest {

  static Stream<GoldenCase> steps() {
    return Golden.cases("dvae").filter(c -> c.config().has("num_tokens"));
  }

  static Stream<GoldenCase> forwards() {
    return Golden.cases("dvae").filter(c -> c.config().has("group_count"));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepIsTheReferences(GoldenCase golden) {
    JsonNode c = golden.config();
    Design design = pytorch(golden);
    Sampling sampling =
        c.path("straight_through").asBoolean() ? Sampling.STRAIGHT_THROUGH : Sampling.RELAXED;
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = new Dvae(design, sampling, new Streams(1), Precision.FLOAT32, manager);
        NDManager scope = manager.newSubManager()) {
      dvae.weights().set(tensors(golden, "param."));
      DvaeKernels kernels = dvae.kernels();
      NDArray images = array(scope, golden, "input.images");
      NDArray noise = tokens(array(scope, golden, "input.gumbel")); // (B, K, R, S) -> (B, N, K)
      double tau = c.path("temperature_used").asDouble();
      // The reference adds the divergence up over images and tokens.
      double summed = noise.getShape().get(0) * noise.getShape().get(1);
      double weight = c.path("kl_div_loss_weight").asDouble(0) * summed;
      Gradients gradients = new Gradients(manager, dvae.weights().asMap());
      NDList losses;
      try (Autograd.Scope recording = Autograd.recording()) {
        losses = kernels.losses(images, noise, tau, weight);
        Autograd.backward(losses.get(0));
      }
      assertClose("loss", losses.get(0).toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
      mid(golden, "recon_loss", losses.get(1));
      mid(golden, "kl_div", losses.get(2).mul((float) summed));
      NDArray logits = kernels.encode(images);
      mid(golden, "logits", pictures(logits, design));
      NDArray sample = kernels.relaxed(logits, noise, tau);
      mid(golden, "gumbel_soft", pictures(sample, design));
      mid(golden, "reconstruction", kernels.decode(sample));
      assertThat(kernels.codes(images).toLongArray())
          .isEqualTo(golden.longs("mid.codebook_indices"));
      gradients(golden, dvae, gradients);
      update(golden, dvae, manager, gradients);
    }
  }

  // The recorded gradients through Adam, then codes and pictures with the new parameters.
  private static void update(GoldenCase golden, Dvae dvae, NDManager manager, Gradients gradients) {
    JsonNode group = golden.description().path("optimizer").path("groups").path(0);
    UpdateRule rule =
        new UpdateRule.Adam(
            group.path("betas").path(0).asDouble(),
            group.path("betas").path(1).asDouble(),
            group.path("eps").asDouble(),
            group.path("weight_decay").asDouble());
    for (String name : golden.names("grad.")) {
      gradients.of(name).set(FloatBuffer.wrap(golden.floats("grad." + name)));
    }
    Optimizer optimizer =
        new Optimizer(manager, rule, ParameterGroup.of(dvae.weights().asMap()), gradients);
    optimizer.update(group.path("lr").asDouble());
    dvae.weights()
        .asMap()
        .forEach(
            (name, w) -> {
              float[] after = golden.floats("after." + name);
              float[] grad = golden.floats("grad." + name);
              float[] now = w.toFloatArray();
              for (int i = 0; i < grad.length; i++) {
                if (Math.abs(grad[i]) <= 1e-5) {
                  now[i] = after[i];
                }
              }
              assertClose("after." + name, now, after, 1e-6, 0);
            });
    dvae.weights().set(tensors(golden, "after."));
    try (NDManager scope = manager.newSubManager()) {
      NDArray codes = dvae.kernels().codes(array(scope, golden, "input.images"));
      assertThat(codes.toLongArray()).isEqualTo(golden.longs("out.codebook_indices_after_step"));
      // The fixture's pictures are scaled, ours are pixels.
      float[] expected = golden.floats("out.decode_after_step");
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.max(0, Math.min(1, expected[i] / 2 + 0.5f));
      }
      float[] pixels = dvae.kernels().reconstruct(codes).toFloatArray();
      assertClose("decode_after_step", pixels, expected, 1e-5, 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("forwards")
  void dallesEncoderAndDecoderAreTheReferences(GoldenCase golden) {
    JsonNode c = golden.config();
    int side = c.path("img").asInt();
    Design design =
        new Design(
            new DalleConfig(
                c.path("vocab_size").asInt(),
                c.path("group_count").asInt(),
                c.path("n_blk_per_group").asInt(),
                c.path("n_hid").asInt(),
                c.path("n_init").asInt()),
            Likelihood.LOGIT_LAPLACE,
            new ImageShape((int) golden.shape("input.images")[1], side, side));
    try (NDManager manager = Engine.newCpuManager();
        Dvae dvae = new Dvae(design, Sampling.RELAXED, new Streams(1), Precision.FLOAT32, manager);
        Autograd.Scope paused = Autograd.paused()) {
      dvae.weights().set(tensors(golden, "param."));
      DvaeKernels kernels = dvae.kernels();
      NDArray images = array(manager, golden, "input.images");
      out(golden, "map_pixels", kernels.call("scaled", images));
      out(golden, "logits", pictures(kernels.encode(images), design));
      NDArray codes = kernels.codes(images); // (B, N)
      assertThat(codes.toLongArray()).isEqualTo(golden.longs("out.indices"));
      NDArray stats = kernels.decodeCodes(codes); // (B, 2C, H, W)
      out(golden, "decoder_stats", stats);
      out(golden, "reconstruction", kernels.reconstruct(codes));
      out(golden, "logit_laplace_nll_map", kernels.call("logit_laplace", images, stats));
      out(golden, "logit_laplace_nll", kernels.call("reconstruction", images, stats));
      NDArray probe = array(manager, golden, "input.unmap_probe"); // (1, 1, 1, n)
      out(golden, "unmap_probe", kernels.call("unscaled", probe));
    }
  }

  private static Design pytorch(GoldenCase golden) {
    JsonNode c = golden.config();
    int side = c.path("image_size").asInt();
    return new Design(
        new DallePytorchConfig(
            c.path("num_tokens").asInt(),
            c.path("num_layers").asInt(),
            c.path("num_resnet_blocks").asInt(),
            c.path("hidden_dim").asInt(),
            c.path("codebook_dim").asInt()),
        c.path("smooth_l1_loss").asBoolean() ? Likelihood.SMOOTH_L1 : Likelihood.MEAN_SQUARED,
        new ImageShape(c.path("channels").asInt(), side, side));
  }

  private static void gradients(GoldenCase golden, Dvae dvae, Gradients gradients) {
    double largest = 0;
    for (String name : golden.names("grad.")) {
      for (float g : golden.floats("grad." + name)) {
        largest = Math.max(largest, Math.abs(g));
      }
    }
    double allowed = 1e-5 * largest + 1e-7;
    assertThat(dvae.weights().asMap().keySet())
        .containsExactlyInAnyOrderElementsOf(golden.names("grad."));
    dvae.weights()
        .asMap()
        .forEach(
            (name, w) ->
                assertClose(
                    "grad." + name,
                    gradients.of(name).toFloatArray(),
                    golden.floats("grad." + name),
                    allowed,
                    0));
  }

  private static List<Tensor> tensors(GoldenCase golden, String prefix) {
    return golden.names(prefix).stream()
        .map(n -> Tensor.of(n, golden.shape(prefix + n), golden.floats(prefix + n)))
        .toList();
  }

  private static NDArray array(NDManager manager, GoldenCase golden, String name) {
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static NDArray tokens(NDArray pictures) {
    return pictures.transpose(0, 2, 3, 1).flatten(1, 2); // (B, K, R, S) -> (B, N, K)
  }

  private static NDArray pictures(NDArray tokens, Design design) {
    long codes = tokens.getShape().get(2);
    return tokens
        .reshape(-1, design.grid().rows(), design.grid().columns(), codes)
        .transpose(0, 3, 1, 2); // (B, N, K) -> (B, K, R, S)
  }

  private static void mid(GoldenCase golden, String name, NDArray actual) {
    assertClose(name, actual.toFloatArray(), golden.floats("mid." + name), 1e-5, 1e-5);
  }

  // "abs 2e-5 + rel 1e-4"
  private static void out(GoldenCase golden, String name, NDArray actual) {
    assertClose(name, actual.toFloatArray(), golden.floats("out." + name), 2e-5, 1e-4);
  }
}
