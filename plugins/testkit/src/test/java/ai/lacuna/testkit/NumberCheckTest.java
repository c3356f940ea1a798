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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of DJL's operations on a number the backward pass reads too late. */
class NumberCheckTest {

  private enum Trap {
    TIMES_FLOAT(x -> x.mul(0.5f)),
    TIMES_INTEGER(x -> x.mul(2)),
    TIMES_DOUBLE(x -> x.mul(0.5)),
    TIMES_LONG(x -> x.mul(2L)),
    OVER(x -> x.div(0.5f)),
    TO_THE_POWER(x -> x.pow(3)),
    AT_MOST(x -> x.minimum(2)),
    AT_MOST_FAR_AWAY(x -> x.minimum(1e6f)),
    AT_LEAST(x -> x.maximum(2f)),
    AT_LEAST_FAR_AWAY(x -> x.maximum(1e-12f)),
    NUMBER_FIRST(x -> NDArrays.mul(2f, x)),
    IN_PLACE(x -> x.square().muli(2f));

    private final UnaryOperator<NDArray> operation;

    Trap(UnaryOperator<NDArray> operation) {
      this.operation = operation;
    }
  }

  private enum Sound {
    PLUS(x -> x.add(0.5f)),
    MINUS(x -> x.sub(0.5f)),
    CLIPPED(x -> x.clip(2f, 3f)),
    WHERE_LESS(x -> NDArrays.where(x.lt(2), x.square(), x)),
    NUMBER_OVER(x -> NDArrays.div(2f, x)),
    NUMBER_TO_THE_POWER(x -> NDArrays.pow(2f, x)),
    TIMES_SCALAR(x -> x.mul(Scalars.of(x, 0.5))),
    OVER_SCALAR(x -> x.div(Scalars.of(x, 0.5))),
    TO_THE_POWER_OF_A_SCALAR(x -> x.pow(Scalars.of(x, 3))),
    AT_MOST_A_SCALAR(x -> x.minimum(Scalars.of(x, 2))),
    WITHOUT_GRADIENT(x -> x.mul(x.stopGradient().mul(0.5f)));

    private final UnaryOperator<NDArray> operation;

    Sound(UnaryOperator<NDArray> operation) {
      this.operation = operation;
    }
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
  @EnumSource
  void aNumberThatIsReadTooLateIsFound(Trap trap) {
    assertThat(seen(trap.operation))
        .singleElement()
        .asString()
        .startsWith("NumberCheckTest$Trap.")
        .containsPattern("\\(NumberCheckTest\\.java:\\d+\\)");
  }

  @ParameterizedTest
  @EnumSource
  void aNumberThatIsReadAtOnceIsRight(Sound sound) {
    assertThat(seen(sound.operation)).isEmpty();
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
