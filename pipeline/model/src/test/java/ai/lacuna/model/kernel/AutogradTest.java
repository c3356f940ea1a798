package ai.lacuna.model.kernel;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Scalars;
import ai.lacuna.model.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AutogradTest {

  private final NDManager manager = Engine.newCpuManager();
  private final NDArray a = parameter(2);
  private final NDArray b = parameter(3);

  private NDArray parameter(float value) {
    NDArray array = manager.full(new Shape(2), value);
    array.setRequiresGradient(true);
    return array;
  }

  @AfterEach
  void free() {
    manager.close();
  }

  private interface Form {
    NDArray apply(NDArray input, UnaryOperator<NDArray> forward);
  }

  // Gradients of a and b through two stretches with something recorded before, between and after.
  private List<float[]> gradients(Form form) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      scope.tempAttachAll(a, b);
      NDArray x = scope.create(new float[] {1, -1}).mul(a);
      NDArray y = form.apply(x, in -> in.mul(b).sin());
      NDArray z = form.apply(y.mul(a), in -> in.square().add(b));
      Autograd.backward(z.mul(y).sum());
    }
    List<float[]> gradients = new ArrayList<>();
    for (NDArray leaf : List.of(a, b)) {
      gradients.add(leaf.getGradient().toFloatArray());
      leaf.getGradient().subi(leaf.getGradient());
    }
    return gradients;
  }

  @Test
  void recomputingChangesNoGradient() {
    List<float[]> plain = gradients((input, forward) -> forward.apply(input));
    List<float[]> recomputed = gradients(Autograd::recomputed);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(plain.get(i)).doesNotContain(0);
      // What reaches a parameter from several places is added up in another order.
      assertClose("gradient " + i, recomputed.get(i), plain.get(i), 0, 1e-6);
    }
  }

  @Test
  void whatIsUsedBesideAStretchIsPassedTwice() {
    List<Form> forms = List.of((input, forward) -> forward.apply(input), Autograd::recomputed);
    List<float[]> gradients = new ArrayList<>();
    for (Form form : forms) {
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        scope.tempAttachAll(a, b);
        NDArray x = scope.create(new float[] {1, -1}).mul(a).sin();
        NDArray y = form.apply(x, in -> in.mul(b).sin());
        Autograd.backward(x.square().add(y).sum());
      }
      gradients.add(a.getGradient().toFloatArray());
      a.getGradient().subi(a.getGradient());
    }
    assertClose("gradient", gradients.get(1), gradients.get(0), 0, 1e-6);
  }

  @Test
  void aStretchIsComputedTwiceOnlyIfGradientsAreRecorded() {
    int[] calls = {0};
    UnaryOperator<NDArray> counted =
        in -> {
          calls[0]++;
          return in.mul(b);
        };
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      Autograd.recomputed(scope.ones(new Shape(2)), counted);
    }
    assertThat(calls[0]).isEqualTo(1);
    gradients((input, forward) -> Autograd.recomputed(input, counted));
    assertThat(calls[0]).isEqualTo(1 + 2 * 2);
  }

  @Test
  void whatTheLossDoesNotUseIsNotComputedAgain() {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      scope.tempAttachAll(a, b);
      int[] calls = {0};
      Autograd.recomputed(
          scope.ones(new Shape(2)),
          in -> {
            calls[0]++;
            return in.mul(b);
          });
      Autograd.backward(a.mul(Scalars.of(a, 2)).sum());
      assertThat(calls[0]).isEqualTo(1);
    }
  }

  @Test
  void nothingIsLeftBehind() {
    gradients(Autograd::recomputed);
    int before = ((BaseNDManager) manager).getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      gradients(Autograd::recomputed);
    }
    // Each reading of a gradient above leaves three handles of it: one read, two subtracted.
    int read = 3 * 2 * 3;
    assertThat(((BaseNDManager) manager).getManagedArrays().size()).isEqualTo(before + read);
  }

  @Test
  void whatIsKeptIsPassedAgain() {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      scope.tempAttachAll(a, b);
      NDArray product = a.mul(b).sum();
      Autograd.backwardAndKeep(product);
      assertThat(a.getGradient().toFloatArray()).containsExactly(3, 3);
      Autograd.backwardAndKeep(product);
      assertThat(a.getGradient().toFloatArray()).containsExactly(6, 6);

      NDArray recomputed = Autograd.recomputed(a.mul(b), in -> in.mul(b)).sum();
      assertThatThrownBy(() -> Autograd.backwardAndKeep(recomputed))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("recomputed");
    }
  }
}
