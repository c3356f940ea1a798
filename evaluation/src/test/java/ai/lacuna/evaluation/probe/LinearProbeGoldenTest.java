package ai.lacuna.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.Engine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training steps of the probe's head against MAE's BatchNorm1d, Linear and LARS. The gradient with
 * respect to the features is not compared: the encoder is frozen, so it is never computed.
 */
class LinearProbeGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("downstream", "linear_probe");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsMae(GoldenCase golden) {
    double rate = golden.config().get("lr").asDouble();
    double decay = golden.config().get("weight_decay").asDouble();
    int steps = golden.config().get("steps").asInt();

    try (NDManager manager = Engine.newCpuManager();
        LinearHead head =
            LinearHead.of(
                manager, golden.floats("param.1.weight"), golden.floats("param.1.bias"), decay)) {
      NDArray last = manager.zeros(new Shape(1));
      NDArray rows = last;
      for (int s = 0; s < steps; s++) {
        last = features(manager, golden, s);
        rows = manager.arange(0, last.getShape().get(0), 1, DataType.INT64);
        NDArray labels = manager.create(golden.longs("input.labels." + s));
        Head.Pass pass = head.step(last, labels, rows, rate);

        close(golden, "out.logits." + s, pass.logits());
        close(golden, "out.loss." + s, pass.loss());
        for (String name : List.of("weight", "bias")) {
          close(golden, "grad.1." + name + "." + s, head.gradient(name));
          close(golden, "after.1." + name + "." + s, head.parameters().get(name));
        }
        for (String name : List.of("mean", "var")) {
          close(golden, "after_buffer.running_" + name + "." + s, head.running().get(name));
        }
      }
      close(golden, "out.logits_eval", head.predict(last, rows));
    }
  }

  private static NDArray features(NDManager manager, GoldenCase golden, int step) {
    String name = "input.features." + step;
    return manager.create(golden.floats(name), new Shape(golden.shape(name)));
  }

  private static void close(GoldenCase golden, String name, NDArray given) {
    assertThat(given.toFloatArray()).as(name).containsExactly(golden.floats(name), within(1e-5f));
  }
}
