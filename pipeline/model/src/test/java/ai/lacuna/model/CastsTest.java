package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CastsTest {

  private final NDManager manager = Engine.newCpuManager();
  private final NDArray matrix = manager.full(new Shape(2, 3), 1.5f);
  private final NDArray norm = manager.full(new Shape(3), 2f);
  private final Weights weights = Weights.of(named());

  private Map<String, NDArray> named() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    all.put("fc.weight", matrix);
    all.put("norm.weight", norm);
    all.values().forEach(p -> p.setRequiresGradient(true));
    return all;
  }

  @AfterEach
  void free() {
    manager.close();
  }

  // DJL cannot read bfloat16.
  private static final String READ =
      "  def read(self: __torch__.K, x: Tensor) -> Tensor:\n    return torch.to(x, 6)\n";

  private float[] read(NDArray cast) {
    try (Kernels kernels = Kernels.compile(manager, READ)) {
      return kernels.call("read", new NDList(cast)).singletonOrThrow().toFloatArray();
    }
  }

  private static void set(NDArray parameter, float value) {
    try (Autograd.Scope paused = Autograd.paused()) {
      parameter.set(new NDIndex("..."), value);
    }
  }

  @Test
  void matricesAloneAreCast() {
    set(matrix, 1 + 1f / 512);
    Weights computed = Casts.of(manager, weights, weights).weights();
    assertThat(read(computed.get("fc.weight"))).as("rounded to 8 bits").containsOnly(1);
    assertThat(computed.get("norm.weight")).isSameAs(norm);
  }

  @Test
  void inFloat32NothingIsCastAndFewWeightsAreNot() {
    for (Precision precision : Precision.values()) {
      Weights computed = Casts.of(manager, weights, weights, precision).weights();
      assertThat(computed.asMap()).isEqualTo(weights.asMap());
    }
  }

  @Test
  void copiesOnADeviceSeeWhatTheFirstRefreshes() {
    Casts casts = Casts.of(manager, weights, weights);
    Casts copy = casts.shared(manager, weights.shared(manager));
    set(matrix, 5);
    assertThat(read(copy.weights().get("fc.weight"))).containsOnly(1.5f);
    casts.refresh();
    assertThat(read(copy.weights().get("fc.weight"))).containsOnly(5);
  }

  @Test
  void gradientsOfSeveralPassesAddUpInFloat32() {
    Casts casts = Casts.of(manager, weights, weights);
    NDArray cast = casts.weights().get("fc.weight");
    String product =
        "  def times(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:\n"
            + "    return torch.sum(torch.to(w, 6) * x)\n";
    try (Kernels kernels = Kernels.compile(manager, product)) {
      for (float factor : new float[] {1, 1f / 512}) {
        try (NDManager scope = manager.newSubManager();
            Autograd.Scope recording = Autograd.recording()) {
          NDArray x = scope.full(new Shape(2, 3), factor);
          Autograd.backward(kernels.call("times", new NDList(x, cast)).singletonOrThrow());
        }
        casts.gather();
      }
    }
    assertThat(matrix.getGradient().toFloatArray()).containsOnly(1 + 1f / 512);
  }

  @Test
  void aWeightThatWasNotUsedGetsNothing() {
    matrix.setRequiresGradient(true);
    Casts.of(manager, weights, weights).gather();
    assertThat(matrix.getGradient().toFloatArray()).containsOnly(0);
  }
}
