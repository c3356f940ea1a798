package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MovingAverageGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "ema");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsTheParameters(GoldenCase golden) {
    List<String> names = golden.names("param.");
    List<ParameterSpec> specs =
        names.stream()
            .map(n -> new ParameterSpec(n, new Shape(golden.shape("param." + n)), Init.ZEROS))
            .toList();
    try (NDManager manager = Engine.newCpuManager()) {
      Weights model = Weights.of(specs, tensors(golden, names, "param."), manager);
      MovingAverage average = new MovingAverage(manager, model);
      int steps = golden.config().path("steps").asInt();
      for (int step = 0; step < steps; step++) {
        model.set(tensors(golden, names, "input.model.step" + step + "."));
        average.update(golden.config().path("decay").asDouble());
        for (String name : names) {
          float[] expected = golden.floats("after.step" + step + "." + name);
          assertClose(name, average.weights().get(name).toFloatArray(), expected, 1e-6, 0);
        }
      }
    }
  }

  private static List<Tensor> tensors(GoldenCase golden, List<String> names, String prefix) {
    return names.stream()
        .map(n -> Tensor.of(n, golden.shape(prefix + n), golden.floats(prefix + n)))
        .toList();
  }
}
