package ai.lacuna.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.tokenizer.codebook.CodeBook;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.RunListener;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import ai.lacuna.workflow.store.ArtifactStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From images to an encoder that guesses tokens. */
class TokenizerStagesTest {

  private static final String RECIPE =
      """
      name: tiny
      seed: 5
      data: {train: {source: shapes, count: 40, height: 16, width: 16}}
      tokenizer:
        model: {vocabulary: 8, layers: 2, blocks: 1, width: 8, codeWidth: 8}
        epochs: 1
        batch: 16
        warmupEpochs: 0
        threads: 1
        gates: {minUsage: 0, minPerplexity: 0, maxUnexplained: 100}
      pretrain:
        objective: guess-tokens
        backbone: {image: 16, patch: 4, width: 8, depth: 1, heads: 2}
        precision: float32
        threads: 1
      """;

  @TempDir private Path folder;

  @BeforeEach
  void forget() {
    GuessTokens.SEEN.clear();
  }

  private Map<String, Outcome> run(String... overrides) throws InterruptedException {
    WorkflowPlan plan =
        WorkflowPlan.of(RecipeReader.read("tiny.yaml", RECIPE, List.of(overrides)), Plugins.load());
    ArtifactStore store = new ArtifactStore(folder);
    return new WorkflowRunner(store, RunSettings.defaults(), RunListener.NONE)
        .run(plan.stages()).stream().collect(Collectors.toMap(Outcome::id, Function.identity()));
  }

  @Test
  void tokensOfEveryStepAreThoseOfTheCropThatTheEncoderSees() throws Exception {
    Map<String, Outcome> outcomes = run();

    Path tokenizer = outcomes.get("tokenizer").folder();
    for (String file :
        List.of("tokenizer.safetensors", "tokenizer.json", "codebook.json", "events.jsonl")) {
      assertThat(tokenizer.resolve(file)).isNotEmptyFile();
    }
    assertThat(tokenizer.resolve("samples/00-reconstructed.png")).isNotEmptyFile();
    CodeBook book = Json.read(tokenizer.resolve(CodeBook.FILE), CodeBook.class);
    assertThat(book.heldOutImages()).isEqualTo(2);
    assertThat(book.images()).isEqualTo(40);
    assertThat(GuessTokens.SEEN).hasSize(5);
    Dataset data = Dataset.open(outcomes.get("ingest.train").folder());
    try (NDManager manager = Engine.newCpuManager();
        Tokenizer frozen = Tokenizer.open(tokenizer, manager)) {
      for (GuessTokens.Seen seen : GuessTokens.SEEN) {
        assertThat(seen.shape().getShape()).containsExactly(8, 16);
        long[] codes = frozen.codes(manager, pixels(seen.images(), data)).toLongArray();
        assertThat(seen.tokens()).isEqualTo(codes);
      }
    }
    assertThat(run().values()).extracting(Outcome::status).containsOnly(Status.CACHED);
  }

  @Test
  void storedTokensBelongToTheCropsTheyAreStoredWith() throws Exception {
    Map<String, Outcome> stored = run("tokenizer.crops=2", "pretrain.epochs=3");

    assertThat(stored.get("tokens").folder().resolve("tokens-00000.parquet")).isNotEmptyFile();
    Dataset data = Dataset.open(stored.get("ingest.train").folder());
    List<float[]> different = new ArrayList<>();
    try (NDManager manager = Engine.newCpuManager();
        Tokenizer frozen = Tokenizer.open(stored.get("tokenizer").folder(), manager)) {
      for (GuessTokens.Seen seen : GuessTokens.SEEN) {
        long[] codes = frozen.codes(manager, pixels(seen.images(), data)).toLongArray();
        assertThat(seen.tokens()).isEqualTo(codes);
        remember(seen.images(), different);
      }
    }
    assertThat(different).hasSizeBetween(41, 80); // two crops of 40 images, and no others
  }

  @Test
  void aTokenizerOfAnotherSizeSeesTheSameCrops() throws Exception {
    String half = "pretrain.backbone={image: 32, patch: 8, width: 8, depth: 1, heads: 2}";
    Map<String, Outcome> live = run(half, "pretrain.epochs=1");
    List<long[]> computed = GuessTokens.SEEN.stream().map(GuessTokens.Seen::tokens).toList();
    assertThat(computed).hasSize(5);
    assertThat(live.get("tokenizer").folder().resolve("tokenizer.json"))
        .content()
        .contains("\"height\" : 16");
    GuessTokens.SEEN.clear();

    // Tokens that are stored say the same of the same crops.
    run(half, "tokenizer.crops=1", "pretrain.epochs=2");
    assertThat(GuessTokens.SEEN).hasSize(10);
    assertThat(GuessTokens.SEEN).allMatch(seen -> seen.shape().get(1) == 16);
  }

  @Test
  void anImportedTokenizerGivesTheSameTokens() throws Exception {
    Path own = run().get("tokenizer").folder().resolve("tokenizer.safetensors");
    String section =
        "tokenizer={path: %s, model: {vocabulary: 8, layers: 2, blocks: 1, width: 8, codeWidth: 8},"
            + " gates: {minUsage: 0, minPerplexity: 0, maxUnexplained: 100}}";
    List<long[]> trained = GuessTokens.SEEN.stream().map(GuessTokens.Seen::tokens).toList();
    GuessTokens.SEEN.clear();

    Map<String, Outcome> imported = run(section.formatted(own));

    assertThat(imported.get("tokenizer").type()).isEqualTo("import-tokenizer");
    assertThat(Digest.ofFile(imported.get("tokenizer").folder().resolve("tokenizer.safetensors")))
        .isEqualTo(Digest.ofFile(own));
    List<long[]> again = GuessTokens.SEEN.stream().map(GuessTokens.Seen::tokens).toList();
    assertThat(again).containsExactlyElementsOf(trained);
  }

  @Test
  void aCollapsedCodeBookEndsTheRunAndALowerBoundGoesOn() throws Exception {
    LacunaException failure =
        catchThrowableOfType(
            LacunaException.class,
            () -> run("tokenizer.gates.minPerplexity=1", "tokenizer.gates.maxUnexplained=100"));

    assertThat(failure.kind()).isEqualTo(LacunaException.Kind.GATE);
    assertThat(failure).hasMessageContaining("perplexity of the codes");
    assertThat(GuessTokens.SEEN).isEmpty();

    assertThat(run().get("tokenizer").status()).isEqualTo(Status.RAN);
    assertThat(folder.resolve("tokenizer")).isNotEmptyDirectory();
  }

  // Undoes the encoder's normalisation.
  private static byte[] pixels(float[] images, Dataset data) {
    byte[] pixels = new byte[images.length];
    int plane = 16 * 16;
    for (int i = 0; i < images.length; i++) {
      int channel = i / plane % 3;
      float unit = images[i] * data.std()[channel] + data.mean()[channel];
      pixels[i] = (byte) Math.round(unit * 255);
    }
    return pixels;
  }

  private static void remember(float[] images, List<float[]> different) {
    int size = 3 * 16 * 16;
    for (int b = 0; b < images.length / size; b++) {
      float[] one = java.util.Arrays.copyOfRange(images, b * size, (b + 1) * size);
      if (different.stream().noneMatch(other -> java.util.Arrays.equals(other, one))) {
        different.add(one);
      }
    }
  }
}
