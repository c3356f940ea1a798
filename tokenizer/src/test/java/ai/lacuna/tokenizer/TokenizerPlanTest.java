package ai.lacuna.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.WorkflowPlan;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerPlanTest {

  private static final String RECIPE =
      """
      name: tiny
      data: {train: {source: shapes, count: 100, height: 32, width: 32}}
      pretrain:
        objective: guess-tokens
        backbone: {image: 32, patch: 4, width: 8, depth: 1, heads: 2}
      """;

  @TempDir private Path folder;

  private static WorkflowPlan plan(String... overrides) {
    return WorkflowPlan.of(
        RecipeReader.read("tiny.yaml", RECIPE, List.of(overrides)), Plugins.load());
  }

  private static List<String> ids(WorkflowPlan plan) {
    return plan.stages().stream().map(step -> step.spec().id()).toList();
  }

  private static Map<String, String> fingerprints(WorkflowPlan plan) {
    return plan.stages().stream()
        .collect(Collectors.toMap(s -> s.spec().id(), WorkflowPlan.Step::fingerprint));
  }

  @Test
  void anObjectiveThatAsksForTokensGetsATokenizerByDefault() {
    WorkflowPlan plan = plan();

    assertThat(ids(plan)).containsExactly("ingest.train", "tokenizer", "pretrain");
    assertThat(plan.stages().get(1).spec().notes().toString())
        .contains("trained by default, because 'guess-tokens' asks for tokens");
    JsonNode tokenizer = plan.recipe().path("tokenizer");
    assertThat(tokenizer.at("/model/vocabulary").asInt()).isEqualTo(512);
    assertThat(tokenizer.at("/model/layers").asInt()).isEqualTo(2);
    assertThat(tokenizer.at("/image/0").asInt()).isEqualTo(32);
    assertThat(tokenizer.at("/divergenceWeight/end").asDouble()).isEqualTo(0.2);
  }

  @Test
  void oneThatAsksForPixelsGetsNone() {
    WorkflowPlan plan = plan("pretrain.config.wish=pixels");

    assertThat(ids(plan)).containsExactly("ingest.train", "pretrain");
    assertThat(plan.recipe().has("tokenizer")).isFalse();
  }

  @Test
  void imagesOfThePapersSizeGetThePapersTokenizer() {
    JsonNode tokenizer =
        plan("pretrain.backbone={image: 224, patch: 16, width: 8, depth: 1, heads: 2}")
            .recipe()
            .path("tokenizer");

    assertThat(tokenizer.at("/model/vocabulary").asInt()).isEqualTo(8192);
    assertThat(tokenizer.at("/image/0").asInt()).isEqualTo(112);
  }

  @Test
  void theLikelihoodDecidesWhatTheDivergenceWeighs() {
    JsonNode published = plan("tokenizer={model: {type: dalle}}").recipe().path("tokenizer");
    JsonNode squared =
        plan("tokenizer={model: {type: dalle}, likelihood: mean-squared}")
            .recipe()
            .path("tokenizer");

    assertThat(published.at("/likelihood").asText()).isEqualTo("logit-laplace");
    assertThat(published.at("/divergenceWeight/end").asDouble()).isEqualTo(6.6);
    assertThat(published.at("/image/0").asInt()).isEqualTo(64);
    assertThat(squared.at("/divergenceWeight/end").asDouble()).isCloseTo(0.032, within(1e-12));
  }

  @Test
  void storedCropsAndFixedViewsAreTokenisedBeforehand() {
    assertThat(ids(plan("tokenizer.crops=4")))
        .containsExactly("ingest.train", "tokenizer", "tokens", "pretrain");
    assertThat(ids(plan("pretrain.config.wish=fixed-tokens")))
        .containsExactly("ingest.train", "tokenizer", "tokens", "pretrain");
  }

  @Test
  void theMaskRatioConcernsTheEncoderAloneAndTheVocabularyEverything() {
    for (String crops : List.of("tokenizer.crops=0", "tokenizer.crops=2")) {
      Map<String, String> base = fingerprints(plan(crops));
      Map<String, String> masked = fingerprints(plan(crops, "pretrain.config.ratio=0.75"));
      Map<String, String> larger = fingerprints(plan(crops, "tokenizer.model.vocabulary=1024"));
      base.forEach(
          (id, fingerprint) -> {
            boolean encoder = id.equals("pretrain");
            boolean data = id.equals("ingest.train");
            assertThat(masked.get(id).equals(fingerprint)).as(id).isEqualTo(!encoder);
            assertThat(larger.get(id).equals(fingerprint)).as(id).isEqualTo(data);
          });
    }
  }

  @Test
  void boundsAndHousekeepingChangeNoFingerprint() {
    Map<String, String> base = fingerprints(plan());

    for (String same :
        List.of("tokenizer.gates.minUsage=0.5", "tokenizer.checkpointEverySteps=3")) {
      assertThat(fingerprints(plan(same))).as(same).isEqualTo(base);
    }
    for (String other : List.of("tokenizer.epochs=3", "tokenizer.temperature.end=0.5", "seed=4")) {
      assertThat(fingerprints(plan(other)).get("tokenizer"))
          .as(other)
          .isNotEqualTo(base.get("tokenizer"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer.model.vocabulary=1 | tokenizer.model.vocabulary | expected 2 <= vocabulary",
        "tokenizer.image=64 | tokenizer.image | [64], which makes 16x16 tokens, expected a token for each of the encoder's 8x8 patches",
        "tokenizer.image=30 | tokenizer.image | multiples of 4",
        "tokenizer.model.type=vqgan | tokenizer.model.type | dalle, dalle-pytorch",
        "tokenizer.likelyhood=smooth-l1 | tokenizer.likelyhood | did you mean 'likelihood'?",
        "tokenizer.batch=98 | tokenizer.batch | less those held out (95)",
        "tokenizer.dropPath=0.1 | tokenizer.dropPath | a tokenizer drops no branches",
        "tokenizer.temperature.end=0 | temperature.end | a positive number",
        "tokenizer.path=nowhere.safetensors | tokenizer.path | a file in safetensors format",
        "pretrain={objective: guess-tokens, augment: [{type: padded-crop}], backbone: {image: 32, patch: 16, width: 8, depth: 1, heads: 2}} | tokenizer.image | since a padded crop shows other parts",
        "pretrain.backbone={image: [32, 64], patch: 16, width: 8, depth: 1, heads: 2} | tokenizer.image | a square, or the encoder's own [32, 64]",
        "tokenizer={epochs: 3, path: nowhere.safetensors} | tokenizer.epochs | unknown setting",
      })
  void mistakesAreToldAtPlanningTime(String override, String path, String message) {
    LacunaException failure = catchThrowableOfType(LacunaException.class, () -> plan(override));

    assertThat(failure).isNotNull().hasMessageContaining(path).hasMessageContaining(message);
    assertThat(failure.kind()).isEqualTo(LacunaException.Kind.CONFIG);
  }

  @Test
  void allMistakesComeTogether() {
    LacunaException failure =
        catchThrowableOfType(
            LacunaException.class,
            () ->
                plan(
                    "tokenizer={model: {vocabulary: 1}, gates: {minUsage: 2}, epochs: 0}",
                    "pretrain.config.ratio=2"));

    assertThat(failure.problems()).hasSize(4);
  }

  @Test
  void aTokenizerThatNobodyAsksForIsRefused() {
    LacunaException failure =
        catchThrowableOfType(
            LacunaException.class, () -> plan("pretrain.config.wish=pixels", "tokenizer.epochs=3"));

    assertThat(failure).hasMessageContaining("'guess-tokens' asks for no tokens");
  }

  @Test
  void aFileWithOtherTensorsIsRefusedWithEachOfThem() throws IOException {
    Path file = folder.resolve("foreign.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(Tensor.of("encoder.0.0.weight", new long[] {1, 1}, new float[] {1})),
        Map.of());

    LacunaException failure =
        catchThrowableOfType(LacunaException.class, () -> plan("tokenizer.path=" + file));

    assertThat(failure)
        .hasMessageContaining("tensor encoder.0.0.weight: F32[1, 1]")
        .hasMessageContaining("expected F32[64, 3, 4, 4]")
        .hasMessageContaining("tensor encoder.0.0.bias: no such tensor");
  }
}
