package ai.lacuna.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.tokenizer.TinyData;
import ai.lacuna.tokenizer.dvae.DalleConfig;
import ai.lacuna.tokenizer.dvae.DallePytorchConfig;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.Likelihood;
import ai.lacuna.tokenizer.dvae.Sampling;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.TrainingSummary;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTrainerTest {

  @TempDir private Path folder;
  private Dataset data;

  /** Ends an attempt from outside. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void makeImages() throws IOException {
    data = TinyData.shapes(folder.resolve("data"), 40);
  }

  static Stream<Arguments> designs() {
    DvaeConfig pytorch = new DallePytorchConfig(16, 2, 1, 8, 8);
    DvaeConfig dalle = new DalleConfig(16, 3, 1, 8, 8);
    return Stream.of(
        Arguments.of(pytorch, Likelihood.MEAN_SQUARED, "float32"),
        Arguments.of(pytorch, Likelihood.SMOOTH_L1, "bfloat16"),
        Arguments.of(dalle, Likelihood.LOGIT_LAPLACE, "float32"),
        Arguments.of(dalle, Likelihood.MEAN_SQUARED, "bfloat16"));
  }

  @ParameterizedTest
  @MethodSource("designs")
  void everyDesignLearns(DvaeConfig model, Likelihood likelihood, String precision)
      throws IOException {
    new TokenizerTrainer(job("a", model, likelihood, 12, precision, c -> c))
        .run((share, line) -> {});

    List<String> lines = Files.readAllLines(folder.resolve("a/out/events.jsonl"));
    JsonNode first = Json.MAPPER.readTree(lines.get(0));
    JsonNode last = Json.MAPPER.readTree(lines.get(lines.size() - 1));
    assertThat(reconstruction(last)).isLessThan(reconstruction(first));
    assertThat(last.path("parts").path("perplexity").asDouble()).isBetween(1.0, 16.0);
  }

  private static double reconstruction(JsonNode event) {
    return event.path("parts").path("reconstruction").asDouble();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptedTrainingEndsWithTheBytesOfAnUndisturbedOne(int copies) throws IOException {
    DvaeConfig model = new DallePytorchConfig(16, 2, 1, 8, 8);
    UnaryOperator<ObjectNode> settings = c -> copies(c, copies);
    TokenizerJob whole = job("whole", model, Likelihood.MEAN_SQUARED, 4, "float32", settings);
    TokenizerJob torn = job("torn", model, Likelihood.MEAN_SQUARED, 4, "float32", settings);
    run(whole);

    stop(torn, 0.3);
    stop(torn, 0.7);
    run(torn);

    assertThat(Digest.ofFile(torn.output().resolve("tokenizer.safetensors")))
        .isEqualTo(Digest.ofFile(whole.output().resolve("tokenizer.safetensors")));
    assertThat(summary(torn).devices()).hasSize(copies).containsOnly("cpu()");
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "4, 1", "1, 2", "2, 2"})
  void copiesAndAccumulationOnlyDivideTheBatch(int copies, int accumulation) throws IOException {
    DvaeConfig model = new DallePytorchConfig(16, 2, 1, 8, 8);
    TokenizerJob whole = job("whole", model, Likelihood.MEAN_SQUARED, 4, "float32", GRADIENTS);
    TokenizerJob parts =
        job(
            "parts",
            model,
            Likelihood.MEAN_SQUARED,
            4,
            "float32",
            c -> copies(GRADIENTS.apply(c), copies).put("accumulation", accumulation));
    run(whole);
    run(parts);

    assertSame(parts, whole);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "4, 1"})
  void aStoppedTrainingGoesOnWithAnotherNumberOfCopies(int before, int after) throws IOException {
    DvaeConfig model = new DalleConfig(16, 3, 1, 8, 8);
    TokenizerJob whole = job("whole", model, Likelihood.LOGIT_LAPLACE, 4, "float32", GRADIENTS);
    run(whole);
    UnaryOperator<ObjectNode> first = c -> copies(GRADIENTS.apply(c), before);
    stop(job("moved", model, Likelihood.LOGIT_LAPLACE, 4, "float32", first), 0.4);
    UnaryOperator<ObjectNode> second = c -> copies(GRADIENTS.apply(c), after);
    TokenizerJob moved = job("moved", model, Likelihood.LOGIT_LAPLACE, 4, "float32", second);
    run(moved);

    assertSame(moved, whole);
  }

  @Test
  void byDefaultThereIsACopyForEachThreadAndThePrecisionIsMeasured() throws IOException {
    DvaeConfig model = new DallePytorchConfig(16, 2, 1, 8, 8);
    TokenizerJob job =
        job("auto", model, Likelihood.MEAN_SQUARED, 1, "auto", c -> c.put("threads", 2));
    run(job);
    assertThat(summary(job).devices()).containsExactly("cpu()", "cpu()");
    assertThat(summary(job).precision()).isIn("float32", "bfloat16");
  }

  @Test
  void whatCannotBeNamesTheTokenizersSettings() {
    DvaeConfig model = new DallePytorchConfig(16, 2, 1, 8, 8);
    TokenizerJob large =
        job("large", model, Likelihood.MEAN_SQUARED, 1, "float32", c -> c.put("batch", 41));
    assertThatThrownBy(() -> run(large))
        .hasMessageContaining("tokenizer.batch: given 41")
        .hasMessageContaining("(40)");
    assertThat(large.work()).doesNotExist();
    TokenizerJob elsewhere =
        job("elsewhere", model, Likelihood.MEAN_SQUARED, 1, "float32", c -> gpu(c, 9999));
    assertThatThrownBy(() -> run(elsewhere))
        .hasMessageContaining("tokenizer.devices: given [gpu:9999]");
  }

  private static ObjectNode gpu(ObjectNode training, int number) {
    training.putArray("devices").add("gpu:" + number);
    return training;
  }

  // Adam's steps have the size of the rate however small a gradient is; rounding shows in full.
  private static final UnaryOperator<ObjectNode> GRADIENTS =
      training -> {
        training.putObject("optimizer").put("type", "sgd").put("momentum", 0.9);
        return training.put("baseLearningRate", 1.6);
      };

  private static ObjectNode copies(ObjectNode training, int copies) {
    ArrayNode devices = training.putArray("devices");
    for (int i = 0; i < copies; i++) {
      devices.add("cpu");
    }
    return training;
  }

  private static void run(TokenizerJob job) {
    new TokenizerTrainer(job).run((share, line) -> {});
  }

  private static void stop(TokenizerJob job, double until) {
    assertThatThrownBy(
            () ->
                new TokenizerTrainer(job)
                    .run(
                        (share, line) -> {
                          if (share > until) {
                            throw new Stop();
                          }
                        }))
        .isInstanceOf(Stop.class);
  }

  private static TrainingSummary summary(TokenizerJob job) throws IOException {
    return Json.read(job.output().resolve("training.json"), TrainingSummary.class);
  }

  private static void assertSame(TokenizerJob actual, TokenizerJob expected) throws IOException {
    try (SafetensorsFile a = weights(actual);
        SafetensorsFile e = weights(expected)) {
      assertThat(a.names()).isEqualTo(e.names());
      for (String name : e.names()) {
        Closeness.assertClose(name, a.floats(name), e.floats(name), 2e-6, 2e-4);
      }
    }
    List<JsonNode> given = events(actual);
    List<JsonNode> wanted = events(expected);
    assertThat(given).hasSameSizeAs(wanted);
    for (int i = 0; i < given.size(); i++) {
      float[] a = {
        (float) given.get(i).path("loss").asDouble(), (float) reconstruction(given.get(i))
      };
      float[] e = {
        (float) wanted.get(i).path("loss").asDouble(), (float) reconstruction(wanted.get(i))
      };
      Closeness.assertClose("event " + i, a, e, 0, 2e-4);
    }
  }

  private static SafetensorsFile weights(TokenizerJob job) throws IOException {
    return SafetensorsFile.open(job.output().resolve("tokenizer.safetensors"));
  }

  private static List<JsonNode> events(TokenizerJob job) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(job.output().resolve("events.jsonl"))) {
      events.add(Json.MAPPER.readTree(line));
    }
    return events;
  }

  private TokenizerJob job(
      String name,
      DvaeConfig model,
      Likelihood likelihood,
      int epochs,
      String precision,
      UnaryOperator<ObjectNode> change) {
    ObjectNode training =
        Json.MAPPER.valueToTree(
            TrainingConfig.of(new TrainingDefaults(epochs, 8, 6.4e-2, 0, 0, 0, 0.9, 0.999, 0)));
    training.put("precision", precision.toUpperCase(java.util.Locale.ROOT));
    training.put("threads", 1).put("logEverySteps", 1).put("checkpointEverySteps", 2);
    return new TokenizerJob(
        new Design(model, likelihood, new ImageShape(3, 16, 16)),
        ViewSpec.randomResizedCrop(),
        new DvaeSettings(Sampling.RELAXED, new Anneal(1, 1 / 16.0, 0.5), new Anneal(0.1, 0.1, 0)),
        Json.MAPPER.convertValue(change.apply(training), TrainingConfig.class),
        data,
        3,
        folder.resolve(name).resolve("work"),
        folder.resolve(name).resolve("out"));
  }
}
