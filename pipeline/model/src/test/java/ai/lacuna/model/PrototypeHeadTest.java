package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Closeness;
import ai.lacuna.model.kernel.Autograd;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of DINO and iBOT; its numbers are compared with the official code's in plugins/dino. */
class PrototypeHeadTest {

  private static final BackboneConfig BACKBONE = TestNetworks.backbone(List.of(8), 4, 16, 1, 2);
  private static final int PROTOTYPES = 12;

  private static PrototypeHead head(NDManager manager, int layers, Precision precision) {
    ModuleSpec.PrototypeHead spec = new ModuleSpec.PrototypeHead(layers, 20, 8, PROTOTYPES);
    List<ParameterSpec> specs = PrototypeHead.parameters(spec, BACKBONE.context(3));
    Weights weights = Weights.initial(specs, new Streams(3), manager);
    return new PrototypeHead(manager, spec, BACKBONE.context(3), weights, precision);
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
