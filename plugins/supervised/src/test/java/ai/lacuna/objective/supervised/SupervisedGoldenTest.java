package ai.lacuna.objective.supervised;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Labels;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Smoothed, plain and soft targets against timm's losses. */
class SupervisedGoldenTest {

  static Stream<GoldenCase> cases() {
    return Golden.cases("blocks", "classification_losses");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void losses(GoldenCase golden) {
    JsonNode c = golden.config();
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(c.path("classes").asInt(), manager)) {
      Step step = step(golden, network, manager);
      compare(golden, "label_smoothing", step.classTargets(c.path("smoothing").asDouble()));
      compare(golden, "ce", step.classTargets(0));
      compare(golden, "soft_target", golden.array(manager, "input.soft"));
    }
  }

  private static void compare(GoldenCase golden, String loss, NDArray target) {
    NDManager manager = target.getManager();
    try (Autograd.Scope recording = Autograd.recording()) {
      NDArray logits = golden.array(manager, "input.logits");
      logits.setRequiresGradient(true);
      NDArray ours = SupervisedObjective.crossEntropy(target, logits);
      assertClose(loss, ours.toFloatArray(), golden.floats("out." + loss), 0, 1e-6);
      Autograd.backward(ours);
      float[] gradient = logits.getGradient().toFloatArray();
      assertClose("gradient of " + loss, gradient, golden.floats("grad." + loss), 1e-7, 0);
    }
  }

  private static Network network(int classes, NDManager manager) {
    BackboneConfig backbone = new VitConfig(List.of(4), 4, 8, 1, 1, 1, VitConfig.Position.LEARNED);
    return Network.create(
        backbone,
        backbone.shape(3),
        new SupervisedObjective(SupervisedConfig.defaults()).plan(backbone.context(3, classes)),
        new Streams(0),
        Precision.FLOAT32,
        manager);
  }

  private static Step step(GoldenCase golden, Network network, NDManager manager) {
    int[] own = Arrays.stream(golden.longs("input.labels")).mapToInt(Math::toIntExact).toArray();
    float[] all = new float[own.length];
    Arrays.fill(all, 1);
    NDArray images = manager.zeros(new Shape(own.length, 3, 4, 4));
    Draws draws = Draws.of(Collections.nCopies(own.length, new PatchMask(new int[] {0}, 1)));
    Labels labels = new Labels(golden.config().path("classes").asInt(), own, own, all);
    return network.step(
        manager, List.of(new ViewInput(images, draws)), labels, new Moment(0, 1, 1));
  }
}
