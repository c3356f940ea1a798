package ai.lacuna.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import ai.lacuna.tokenizer.TinyData;
import ai.lacuna.tokenizer.dvae.DalleConfig;
import ai.lacuna.tokenizer.dvae.DallePytorchConfig;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.Likelihood;
import ai.lacuna.tokenizer.dvae.Sampling;
import ai.lacuna.training.TrainingConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
    new TokenizerTrainer(job("a", model, likelihood, 12, precision)).run((share, line) -> {});

    List<String> lines = Files.readAllLines(folder.resolve("a/out/events.jsonl"));
    JsonNode first = Json.MAPPER.readTree(lines.get(0));
    JsonNode last = Json.MAPPER.readTree(lines.get(lines.size() - 1));
    assertThat(reconstruction(last)).isLessThan(reconstruction(first));
    assertThat(last.path("parts").path("perplexity").asDouble()).isBetween(1.0, 16.0);
  }

  private static double reconstruction(JsonNode event) {
    return event.path("parts").path("reconstruction").asDouble();
  }

  @Test
  void anInterruptedTrainingEndsWithTheBytesOfAnUndisturbedOne() throws IOException {
    DvaeConfig model = new DallePytorchConfig(16, 2, 1, 8, 8);
    TokenizerJob whole = job("whole", model, Likelihood.MEAN_SQUARED, 4, "float32");
    TokenizerJob torn = job("torn", model, Likelihood.MEAN_SQUARED, 4, "float32");
    new TokenizerTrainer(whole).run((share, line) -> {});

    for (double until : new double[] {0.3, 0.7}) {
      assertThatThrownBy(
              () ->
                  new TokenizerTrainer(torn)
                      .run(
                          (share, line) -> {
                            if (share > until) {
                              throw new Stop();
                            }
                          }))
          .isInstanceOf(Stop.class);
    }
    new TokenizerTrainer(torn).run((share, line) -> {});

    assertThat(Digest.ofFile(torn.output().resolve("tokenizer.safetensors")))
        .isEqualTo(Digest.ofFile(whole.output().resolve("tokenizer.safetensors")));
  }

  private TokenizerJob job(
      String name, DvaeConfig model, Likelihood likelihood, int epochs, String precision) {
    ObjectNode training =
        Json.MAPPER.valueToTree(
            TrainingConfig.of(new TrainingDefaults(epochs, 8, 6.4e-2, 0, 0, 0, 0.9, 0.999, 0)));
    training.put("precision", precision.toUpperCase(java.util.Locale.ROOT));
    training.put("threads", 1).put("logEverySteps", 1).put("checkpointEverySteps", 2);
    return new TokenizerJob(
        new Design(model, likelihood, new ImageShape(3, 16, 16)),
        ViewSpec.randomResizedCrop(),
        new DvaeSettings(Sampling.RELAXED, new Anneal(1, 1 / 16.0, 0.5), new Anneal(0.1, 0.1, 0)),
        Json.MAPPER.convertValue(training, TrainingConfig.class),
        data,
        3,
        folder.resolve(name).resolve("work"),
        folder.resolve(name).resolve("out"));
  }
}
