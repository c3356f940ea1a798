package ai.lacuna.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three updates with given gradients against MAE's {@code LARS}. */
class LarsGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "lars_");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsMae(GoldenCase golden) {
    double rate = golden.config().get("lr").asDouble();
    double decay = golden.config().get("weight_decay").asDouble();
    int steps = golden.config().get("steps").asInt();

    try (NDManager manager = NDManager.newBaseManager()) {
      for (String name : golden.names("param.")) {
        Shape shape = new Shape(golden.shape("param." + name));
        NDArray w = manager.create(golden.floats("param." + name), shape);
        Lars lars = new Lars(w, decay);
        for (int s = 0; s < steps; s++) {
          lars.step(manager.create(golden.floats("grad.step" + s + "." + name), shape), rate);
          float[] given = w.toFloatArray();
          float[] expected = golden.floats("after.step" + s + "." + name);
          for (int i = 0; i < given.length; i++) {
            assertThat(given[i])
                .as("%s[%d] after step %d", name, i, s)
                .isCloseTo(expected[i], within(1e-6f + 1e-5f * Math.abs(expected[i])));
          }
        }
      }
    }
  }
}
