package ai.lacuna.evaluation.probe;

import static ai.lacuna.files.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Golden;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.Encoder;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.model.VitConfig;
import ai.lacuna.training.golden.OfficialStep.From;
import ai.lacuna.training.golden.RecordedValues;
import ai.lacuna.training.golden.VitSizes;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AIM's classifier of frozen tokens: the tokens, and one training step of the probe. */
class AttentiveProbeGoldenTest {

  private static final Map<String, String> OFFICIAL = new LinkedHashMap<>();

  static {
    OFFICIAL.put("query", "head.cls_token");
    OFFICIAL.put("keys", "head.k.weight");
    OFFICIAL.put("values", "head.v.weight");
    OFFICIAL.put("classifier", "head.linear.weight");
  }

  static Stream<GoldenCase> cases() {
    return Golden.cases("aim", "attentive_probe");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tokensAreTheMeanOfTheLastBlocks(GoldenCase golden) {
    VitConfig config = VitSizes.of(golden.config()).likeAim();
    Preprocessing preprocessing =
        new Preprocessing(config.shape(3), new float[3], new float[] {1, 1, 1});
    try (NDManager manager = Engine.newCpuManager();
        Encoder encoder = Encoder.random(config, preprocessing, new Streams(0), manager)) {
      encoder.weights().set(trunk(golden));
      NDArray images = golden.array(manager, "input.images");
      NDArray tokens =
          encoder.blocks(images, golden.config().path("probe_layers").asInt()).mean(new int[] {0});
      close(golden, "mid.features", tokens, 1e-5);
    }
  }

  private static List<Tensor> trunk(GoldenCase golden) {
    return golden.names("param.").stream()
        .filter(name -> !name.startsWith("head."))
        .map(
            name ->
                Tensor.of(
                    ours(name), golden.shape("param." + name), golden.floats("param." + name)))
        .toList();
  }

  private static String ours(String official) {
    return official
        .replace("preprocessor.patchifier.", "patch_embed.")
        .replace("trunk.post_trunk_norm.", "norm.")
        .replace("trunk.", "")
        .replace("norm_1", "norm1")
        .replace("norm_2", "norm2");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneStep(GoldenCase golden) {
    JsonNode group = golden.description().path("optimizer").path("groups").path(0);
    try (NDManager manager = Engine.newCpuManager();
        AttentiveHead head = head(golden, manager, group.path("weight_decay").asDouble())) {
      NDArray tokens = golden.array(manager, "mid.features");
      NDArray labels = manager.create(golden.longs("input.labels"));
      NDArray rows = manager.arange(0, labels.size(), 1, DataType.INT64);
      Head.Pass pass = head.step(tokens, labels, rows, group.path("lr").asDouble());

      close(golden, "mid.logits", pass.logits(), 1e-5);
      assertClose("loss", pass.loss().toFloatArray(), golden.floats("out.loss"), 0, 2e-6);
      RecordedValues recorded = new RecordedValues(golden, official -> official);
      double largest = recorded.largestGradient();
      double far = 2.2 * group.path("lr").asDouble();
      OFFICIAL.forEach(
          (ours, official) -> {
            float[] gradient = golden.floats("grad." + official);
            float[] given = head.gradient(ours).toFloatArray();
            assertClose(official, given, gradient, 1e-5 * largest + 1e-7, 0);
            NDArray moved = head.parameters().get(ours);
            recorded.assertMoved(From.OWN_GRADIENTS, "after.", official, moved, 2e-6, far);
          });
      for (String name : List.of("mean", "var")) {
        String buffer = "after_buffer.head.bn.running_" + name;
        close(golden, buffer, head.running().get(name), 1e-6);
      }
      close(golden, "out.logits_eval", head.predict(tokens, rows), 1e-4);
    }
  }

  private static AttentiveHead head(GoldenCase golden, NDManager parent, double weightDecay) {
    NDManager manager = parent.newSubManager();
    int width = golden.config().path("embed_dim").asInt();
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    OFFICIAL.forEach(
        (ours, official) -> {
          float[] values = golden.floats("param." + official);
          Shape shape = new Shape(values.length / width, width);
          parameters.put(ours, manager.create(values, shape));
        });
    int heads = golden.config().path("num_heads").asInt();
    return new AttentiveHead(manager, parameters, width, heads, weightDecay);
  }

  private static void close(GoldenCase golden, String name, NDArray given, double allowed) {
    assertClose(name, given.toFloatArray(), golden.floats(name), allowed, allowed);
  }
}
