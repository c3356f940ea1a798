package ai.lacuna.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelsTest {

  private static final String METHODS =
      """
        def affine(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
          return torch.linear(x, w[0], w[1])
        def both(self: __torch__.K, x: Tensor, a: List[Tensor], b: List[Tensor]) -> List[Tensor]:
          return [torch.mul(x, a[0]), torch.mul(x, b[0])]
        def half(self: __torch__.K, x: Tensor) -> Tensor:
          y = torch.to(x, 15)
          return torch.to(torch.mul(y, 2), 6)
      """;

  @Test
  void callsMethodsWithListsAndGradients() {
    try (NDManager manager = NDManager.newBaseManager();
        Kernels kernels = Kernels.compile(manager, METHODS)) {
      NDArray x = manager.create(new float[][] {{1, 2}});
      NDArray w = manager.create(new float[][] {{3, 4}});
      NDArray b = manager.create(new float[] {5});
      w.setRequiresGradient(true);
      b.setRequiresGradient(true);
      try (Autograd.Scope recording = Autograd.recording()) {
        NDArray y = kernels.call("affine", new NDList(x), List.of(w, b)).singletonOrThrow();
        assertThat(y.toFloatArray()).containsExactly(16);
        Autograd.backward(y);
      }
      assertThat(w.getGradient().toFloatArray()).containsExactly(1, 2);
      assertThat(b.getGradient().toFloatArray()).containsExactly(1);
    }
  }

  @Test
  void severalListsAndResultsKeepTheirOrder() {
    try (NDManager manager = NDManager.newBaseManager();
        Kernels kernels = Kernels.compile(manager, METHODS)) {
      NDArray x = manager.create(2f);
      NDList y =
          kernels.call(
              "both", new NDList(x), List.of(manager.create(3f)), List.of(manager.create(5f)));
      assertThat(y.get(0).getFloat()).isEqualTo(6);
      assertThat(y.get(1).getFloat()).isEqualTo(10);
    }
  }

  @Test
  void bfloat16StaysInsideTheKernel() {
    try (NDManager manager = NDManager.newBaseManager();
        Kernels kernels = Kernels.compile(manager, METHODS)) {
      NDArray x = manager.create(1.0009765625f);
      assertThat(kernels.call("half", new NDList(x)).singletonOrThrow().getFloat()).isEqualTo(2);
    }
  }

  @Test
  void aKernelThatFirstRanWithoutGradientsStillRecordsThem() {
    try (NDManager manager = NDManager.newBaseManager();
        Kernels kernels = Kernels.compile(manager, METHODS)) {
      NDArray w = manager.create(new float[][] {{3, 4}});
      NDArray b = manager.create(new float[] {0});
      w.setRequiresGradient(true);
      NDList x = new NDList(manager.create(new float[][] {{1, 2}}));
      try (Autograd.Scope recording = Autograd.recording()) {
        try (Autograd.Scope paused = Autograd.paused()) {
          for (int i = 0; i < 3; i++) {
            NDArray y = kernels.call("affine", x, List.of(w, b)).singletonOrThrow();
            assertThatThrownBy(() -> Autograd.backward(y)).isInstanceOf(RuntimeException.class);
          }
        }
        Autograd.backward(kernels.call("affine", x, List.of(w, b)).singletonOrThrow());
      }
      assertThat(w.getGradient().toFloatArray()).containsExactly(1, 2);
    }
  }

  @Test
  void aMissingSettingIsNamed() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> Kernels.load(manager, "no-such-kernel", Map.of()))
          .hasMessageContaining("no-such-kernel");
    }
  }
}
