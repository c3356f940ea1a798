package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Scalars;
import ai.lacuna.model.Engine;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of DJL's operations on a number the backward pass reads too late. */
class NumberCheckTest {

  private static Arguments operation(String what, UnaryOperator<NDArray> operation) {
    return Arguments.of(Named.of(what, operation));
  }

  static Stream<Arguments> traps() {
    return Stream.of(
        operation("x * 0.5f", x -> x.mul(0.5f)),
        operation("x * 2", x -> x.mul(2)),
        operation("x * 0.5", x -> x.mul(0.5)),
        operation("x * 2L", x -> x.mul(2L)),
        operation("2f * x", x -> NDArrays.mul(2f, x)),
        operation("x / 0.5f", x -> x.div(0.5f)),
        operation("x to the power of 3", x -> x.pow(3)),
        operation("at most 2", x -> x.minimum(2)),
        operation("at most 1e6", x -> x.minimum(1e6f)),
        operation("at least 2", x -> x.maximum(2f)),
        operation("at least 1e-12", x -> x.maximum(1e-12f)),
        operation("in place", x -> x.square().muli(2f)));
  }

  static Stream<Arguments> sound() {
    return Stream.of(
        operation("x + 0.5f", x -> x.add(0.5f)),
        operation("x - 0.5f", x -> x.sub(0.5f)),
        operation("clipped", x -> x.clip(2f, 3f)),
        operation("compared", x -> NDArrays.where(x.lt(2), x.square(), x)),
        operation("2f / x", x -> NDArrays.div(2f, x)),
        operation("2f to the power of x", x -> NDArrays.pow(2f, x)),
        operation("times a scalar", x -> x.mul(Scalars.of(x, 0.5))),
        operation("over a scalar", x -> x.div(Scalars.of(x, 0.5))),
        operation("to the power of a scalar", x -> x.pow(Scalars.of(x, 3))),
        operation("at most a scalar", x -> x.minimum(Scalars.of(x, 2))),
        operation("without gradient", x -> x.mul(x.stopGradient().mul(0.5f))));
  }

  private static List<String> seen(UnaryOperator<NDArray> operation) {
    try (NDManager manager = Engine.newCpuManager();
        Autograd.Scope recording = Autograd.recording()) {
      NDArray x = manager.create(new float[] {1.5f, 2.5f, 4});
      Gradients gradients = new Gradients(manager, Map.of("x", x));
      try (MadeArrays made = new MadeArrays()) {
        NDArray loss = operation.apply(x).square().sum();
        return NumberCheck.readAfterEnd(
            made.givenUp(),
            () -> {
              gradients.zero();
              Autograd.backwardAndKeep(loss);
              return Map.of("x", gradients.of("x").toFloatArray());
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("traps")
  void aNumberThatIsReadTooLateIsFound(UnaryOperator<NDArray> operation) {
    assertThat(seen(operation))
        .singleElement()
        .asString()
        .startsWith("NumberCheckTest.")
        .containsPattern("\\(NumberCheckTest\\.java:\\d+\\)");
  }

  @ParameterizedTest
  @MethodSource("sound")
  void aNumberThatIsReadAtOnceIsRight(UnaryOperator<NDArray> operation) {
    assertThat(seen(operation)).isEmpty();
  }

  @Test
  void ofSeveralNumbersTheWrongOnesAreNamed() {
    assertThat(
            seen(
                x ->
                    x.mul(2f) // a line of its own
                        .add(1f)
                        .clip(-9f, 9f)
                        .div(3f)))
        .hasSize(2);
  }
}
