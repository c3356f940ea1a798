package ai.lacuna.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three updates with recorded gradients, for every optimizer case of the family. */
class OptimizerGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks")
        .filter(c -> c.name().endsWith("_3steps") || c.name().endsWith("_3steps_clip"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsTheReference(GoldenCase golden) {
    JsonNode config = golden.config();
    double relative = golden.name().startsWith("lars") ? 1e-5 : 1e-6;
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      golden.names("param.").forEach(n -> parameters.put(n, golden.array(manager, "param." + n)));
      Gradients gradients = new Gradients(manager, parameters);
      Optimizer optimizer =
          new Optimizer(manager, rule(golden), groups(golden, parameters), gradients);
      for (int step = 0; step < config.path("steps").asInt(); step++) {
        for (String name : parameters.keySet()) {
          float[] given = golden.floats("grad.step" + step + "." + name);
          gradients.of(name).set(FloatBuffer.wrap(given));
        }
        if (config.path("clip_grad_norm").isNumber()) {
          double norm = gradients.norm();
          float[] expected = golden.floats("out.norm.step" + step);
          Closeness.assertClose("norm", new float[] {(float) norm}, expected, 0, 1e-6);
          gradients.clip(norm, config.path("clip_grad_norm").asDouble());
        }
        optimizer.update(config.path("lr").asDouble());
        for (String name : parameters.keySet()) {
          String after = "after.step" + step + "." + name;
          Closeness.assertClose(
              after, parameters.get(name).toFloatArray(), golden.floats(after), 1e-6, relative);
        }
      }
    }
  }

  // Only the AdamW cases exempt parameters by name; the others treat all alike.
  private static List<ParameterGroup> groups(GoldenCase golden, Map<String, NDArray> parameters) {
    return golden.name().startsWith("adamw")
        ? ParameterGroup.of(parameters)
        : List.of(new ParameterGroup(parameters, ParameterGroup.Decay.APPLIED, 1));
  }

  private static UpdateRule rule(GoldenCase golden) {
    JsonNode config = golden.config();
    double momentum = config.path("momentum").asDouble();
    double decay = config.path("weight_decay").asDouble();
    double beta1 = config.path("betas").path(0).asDouble();
    double beta2 = config.path("betas").path(1).asDouble();
    double epsilon = config.path("eps").asDouble();
    String name = golden.name();
    if (name.startsWith("adamw")) {
      String text = config.path("weight_decay").asText();
      return new UpdateRule.AdamW(
          beta1, beta2, epsilon, Double.parseDouble(text.substring(0, text.indexOf(' '))));
    }
    if (name.startsWith("adam")) {
      return new UpdateRule.Adam(beta1, beta2, epsilon, decay);
    }
    if (name.startsWith("sgd")) {
      return new UpdateRule.Sgd(momentum, decay);
    }
    if (name.startsWith("lars")) {
      return new UpdateRule.Lars(momentum, config.path("trust_coefficient").asDouble(), decay);
    }
    throw new AssertionError("no rule for the case " + name);
  }
}
