package ai.lacuna.objective.beit;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Initialisation;
import ai.lacuna.model.Labels;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.ParameterRules;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against the official implementation: tokens, scores, loss, gradients, decay. */
class BeitGoldenTest {

  static Stream<GoldenCase> cases() {
    return Stream.concat(
        Golden.cases("beit", "shared_relpos"), Golden.cases("beit", "block_relpos"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void step(GoldenCase golden) {
    JsonNode c = golden.config();
    BackboneConfig backbone = backbone(c);
    BeitObjective objective = new BeitObjective(BeitConfig.defaults());
    Plan plan = objective.plan(backbone.context(3).withVocabulary(c.path("vocab_size").asInt()));
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone, backbone.shape(3), plan, new Streams(0), Precision.FLOAT32, manager);
        Autograd.Scope recording = Autograd.recording()) {
      network.weights().set(parameters(golden));
      NDArray images =
          manager.create(golden.floats("input.images"), new Shape(golden.shape("input.images")));
      NDArray tokens =
          manager.create(
              golden.longs("input.token_ids"), new Shape(golden.shape("input.token_ids")));
      Step step =
          network.step(
              manager,
              List.of(new ViewInput(images, Draws.of(masks(golden)))),
              Labels.NONE,
              Optional.of(tokens),
              new Moment(0, 1, 1));

      NDArray encoded = step.encode();
      compare(golden, "encoder_output", encoded);
      NDArray scores = step.run("head", step.ofHidden(encoded.get(":, 1:")));
      compare(golden, "logits_masked", scores);
      assertThat(step.hiddenTarget().toLongArray()).isEqualTo(golden.longs("mid.labels"));
      NDArray loss = objective.loss(step).total();
      assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
      Autograd.backward(loss);
      assertGradients(golden, network);
      assertGroups(golden, network, plan);
    }
  }

  private static void assertGradients(GoldenCase golden, Network network) {
    List<String> names = golden.names("grad.");
    double largest =
        names.stream()
            .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
            .max()
            .orElseThrow();
    assertThat(network.trainable()).hasSameSizeAs(names);
    for (String name : names) {
      float[] actual = network.weights().get(ours(name)).getGradient().toFloatArray();
      assertClose(name, actual, golden.floats("grad." + name), 1e-5 * largest + 1e-7, 0);
    }
  }

  // Weight decay applies to the parameters that it applies to in the official code.
  private static void assertGroups(GoldenCase golden, Network network, Plan plan) {
    ParameterRules rules =
        new ParameterRules(
            plan.defaults().vectorDecay(),
            plan.defaults().decayExempt(),
            LayerDecay.NONE,
            List.of());
    for (JsonNode group : golden.description().path("optimizer").path("groups")) {
      TreeSet<String> names = new TreeSet<>();
      group.path("params").forEach(name -> names.add(ours(name.asText())));
      ParameterGroup.Decay decay =
          group.path("weight_decay").asDouble() > 0
              ? ParameterGroup.Decay.APPLIED
              : ParameterGroup.Decay.EXEMPT;
      assertThat(rules.groups(network.trainable(), 1))
          .filteredOn(g -> g.decay() == decay)
          .singleElement()
          .satisfies(
              g -> assertThat(g.parameters()).containsOnlyKeys(names.toArray(new String[0])));
    }
  }

  private static void compare(GoldenCase golden, String stage, NDArray actual) {
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), 1e-5, 1e-5);
  }

  private static BackboneConfig backbone(JsonNode c) {
    return new VitConfig(
        List.of(c.path("img_size").asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        c.path("depth").asInt(),
        c.path("num_heads").asInt(),
        c.path("mlp_ratio").asDouble(),
        c.path("use_abs_pos_emb").asBoolean()
            ? VitConfig.Position.LEARNED
            : VitConfig.Position.NONE,
        c.path("layer_scale_init_value").asDouble(),
        c.path("use_shared_rel_pos_bias").asBoolean()
            ? VitConfig.RelativePosition.SHARED
            : VitConfig.RelativePosition.PER_BLOCK,
        VitConfig.QkvBias.NO_KEYS,
        Initialisation.BEIT);
  }

  private static List<PatchMask> masks(GoldenCase golden) {
    long[] shape = golden.shape("input.bool_masked_pos"); // (B, rows, columns)
    int patches = (int) (shape[1] * shape[2]);
    long[] flags = golden.longs("input.bool_masked_pos");
    List<PatchMask> masks = new ArrayList<>();
    for (int b = 0; b < shape[0]; b++) {
      boolean[] hidden = new boolean[patches];
      for (int i = 0; i < patches; i++) {
        hidden[i] = flags[b * patches + i] == 1;
      }
      masks.add(PatchMask.of(hidden));
    }
    return masks;
  }

  private static List<Tensor> parameters(GoldenCase golden) {
    return golden.names("param.").stream()
        .map(
            name ->
                Tensor.of(
                    ours(name), golden.shape("param." + name), golden.floats("param." + name)))
        .toList();
  }

  private static String ours(String name) {
    if (name.equals("mask_token")) {
      return name;
    }
    return name.startsWith("lm_head.")
        ? name.replace("lm_head.", "head.")
        : "encoder." + name.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
  }
}
