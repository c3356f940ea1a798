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

    try (NDManager manager = NDManager.newBaseManager();
        ProbeHead head =
            new ProbeHead(
                manager, golden.floats("param.1.weight"), golden.floats("param.1.bias"))) {
      Lars weight = new Lars(head.weight(), decay);
      Lars bias = new Lars(head.bias(), decay);
      for (int s = 0; s < steps; s++) {
        NDArray x = features(manager, golden, s);
        NDArray labels = manager.create(golden.longs("input.labels." + s));
        ProbeHead.Pass pass = head.train(x, labels, manager);
        weight.step(pass.weightGradient(), rate);
        bias.step(pass.biasGradient(), rate);

        close(golden, "out.logits." + s, pass.logits());
        close(golden, "out.loss." + s, pass.loss());
        close(golden, "grad.1.weight." + s, pass.weightGradient());
        close(golden, "grad.1.bias." + s, pass.biasGradient());
        close(golden, "after.1.weight." + s, head.weight());
        close(golden, "after.1.bias." + s, head.bias());
        close(golden, "after_buffer.running_mean." + s, head.runningMean());
        close(golden, "after_buffer.running_var." + s, head.runningVariance());
      }
      NDArray last = features(manager, golden, steps - 1);
      close(golden, "out.logits_eval", head.predict(last, manager));
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
