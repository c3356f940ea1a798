package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Closeness;
import ai.lacuna.model.kernel.Autograd;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of DINO and iBOT; its numbers are compared with the official code's in plugins/dino. */
class PrototypeHeadTest {

  private static final BackboneConfig BACKBONE = TestNetworks.backbone(List.of(8), 4, 16, 1, 2);
  private static final int PROTOTYPES = 12;
  private static final NDIndex EVERYTHING = new NDIndex("...");

  private static PrototypeHead head(NDManager manager, int layers, Precision precision) {
    ModuleSpec.PrototypeHead spec = new ModuleSpec.PrototypeHead(layers, 20, 8, PROTOTYPES);
    List<ParameterSpec> specs = PrototypeHead.parameters(spec, BACKBONE.context(3));
    Weights weights = Weights.initial(specs, new Streams(3), manager);
    return new PrototypeHead(manager, spec, BACKBONE.context(3), weights, weights, precision);
  }

  private static NDArray tokens(NDManager manager) {
    float[] values = new float[2 * 5 * 16];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) Math.sin(i * 0.7));
    return manager.create(values, new Shape(2, 5, 16));
  }

  private static NDArray scores(NDManager manager, PrototypeHead head, NDArray tokens) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return head.run(manager, Masks.of(manager, List.of(new PatchMask(new int[] {0}, 1))), tokens);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void tokensKeepTheirPlacesAndScoresAreCosines(int layers) {
    try (NDManager manager = Engine.newCpuManager()) {
      PrototypeHead head = head(manager, layers, Precision.FLOAT32);
      NDArray tokens = tokens(manager);
      NDArray scores = scores(manager, head, tokens);
      assertThat(scores.getShape()).isEqualTo(new Shape(2, 5, PROTOTYPES));
      assertThat(Closeness.largest(scores.toFloatArray())).isBetween(0.1, 1.0);
      NDArray one = scores(manager, head, tokens.get("1, 3").expandDims(0));
      float[] same = scores.get("1, 3").toFloatArray();
      Closeness.assertClose("one token", one.toFloatArray(), same, 1e-6, 0);
    }
  }

  @Test
  void hiddenPatchesAloneGetTheScoresThatTheyGetAmongAll() {
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      PrototypeHead head = head(manager, 2, Precision.FLOAT32);
      NDArray tokens = tokens(manager); // (2, 5, 16)
      PatchMask some = new PatchMask(new int[] {0, 2, 4, 1, 3}, 3);
      PatchMask none = new PatchMask(new int[] {0, 1, 2, 3, 4}, 5);
      NDArray all = scores(manager, head, tokens);
      NDArray two = head.runHidden(manager, Masks.of(manager, List.of(none, some)), tokens);
      assertThat(two.getShape()).isEqualTo(new Shape(2, PROTOTYPES));
      float[] expected = all.get("1, 1").concat(all.get("1, 3")).toFloatArray();
      Closeness.assertClose("hidden", two.toFloatArray(), expected, 1e-6, 0);
      NDArray nothing = head.runHidden(manager, Masks.of(manager, List.of(none, none)), tokens);
      assertThat(nothing.getShape()).isEqualTo(new Shape(0, PROTOTYPES));
    }
  }

  @Test
  void headsThatShareAnMlpHavePrototypesOfTheirOwn() {
    ModuleSpec.PrototypeHead owner = new ModuleSpec.PrototypeHead(2, 20, 8, PROTOTYPES);
    Map<String, ModuleSpec> modules = Map.of("head", owner, "other", owner.sharing("head"));
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                BACKBONE,
                BACKBONE.shape(3),
                TestNetworks.plan(EncodeMode.FULL, modules),
                new Streams(3),
                Precision.FLOAT32,
                manager);
        Autograd.Scope recording = Autograd.recording()) {
      assertThat(network.trainable().keySet())
          .filteredOn(name -> name.startsWith("other."))
          .containsExactly("other.last_layer.weight_g", "other.last_layer.weight_v");
      NDArray image = manager.zeros(new Shape(1, 3, 8, 8));
      Step step = network.step(manager, image, List.of(new PatchMask(new int[] {0, 1, 2, 3}, 4)));
      NDArray tokens = tokens(manager);
      Autograd.backward(step.run("other", tokens).square().sum());
      assertThat(largestGradient(network, "head.mlp.0.weight")).isPositive();
      assertThat(largestGradient(network, "other.last_layer.weight_v")).isPositive();
      NDArray same = network.weights().get("head.last_layer.weight_v");
      try (Autograd.Scope paused = Autograd.paused()) {
        network.weights().get("other.last_layer.weight_v").set(EVERYTHING, same);
      }
      assertThat(step.run("other", tokens).toFloatArray())
          .isEqualTo(step.run("head", tokens).toFloatArray());
    }
    ModuleSpec.PrototypeHead wider = new ModuleSpec.PrototypeHead(2, 21, 8, PROTOTYPES);
    assertThatThrownBy(
            () ->
                TestNetworks.plan(
                    EncodeMode.FULL, Map.of("head", owner, "other", wider.sharing("head"))))
        .hasMessageContaining("head 'other' cannot share the MLP of 'head'");
  }

  private static double largestGradient(Network network, String name) {
    return Closeness.largest(network.weights().get(name).getGradient().toFloatArray());
  }

  @ParameterizedTest
  @EnumSource
  void bothPrecisionsAgree(Precision precision) {
    try (NDManager manager = Engine.newCpuManager()) {
      NDArray exact = scores(manager, head(manager, 3, Precision.FLOAT32), tokens(manager));
      NDArray scores = scores(manager, head(manager, 3, precision), tokens(manager));
      Closeness.assertClose("scores", scores.toFloatArray(), exact.toFloatArray(), 0.02, 0);
    }
  }
}
