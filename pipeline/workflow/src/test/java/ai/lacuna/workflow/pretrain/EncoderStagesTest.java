package ai.lacuna.workflow.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.files.Digest;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Recipe;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.RunListener;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import ai.lacuna.workflow.store.ArtifactStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderStagesTest {

  private static final String RECIPE =
      """
      name: tiny
      seed: 5
      data: {train: {source: shapes, count: 24, height: 16, width: 16}}
      pretrain:
        objective: toy-pixels
        backbone: {image: 16, patch: 8, width: 8, depth: 1, heads: 2}
        precision: float32
        threads: 1
      """;

  @TempDir private Path folder;

  private static WorkflowPlan plan(String... overrides) {
    Recipe recipe = RecipeReader.read("tiny.yaml", RECIPE, List.of(overrides));
    return WorkflowPlan.of(recipe, Plugins.load());
  }

  private List<Outcome> run(List<WorkflowPlan.Step> steps) throws InterruptedException {
    ArtifactStore store = new ArtifactStore(folder);
    return new WorkflowRunner(store, RunSettings.defaults(), RunListener.NONE).run(steps);
  }

  private static String fingerprint(WorkflowPlan plan, int stage) {
    return plan.stages().get(stage).fingerprint();
  }

  @Test
  void importsAndPretrains() throws Exception {
    List<Outcome> outcomes = run(plan().stages());

    assertThat(outcomes).extracting(Outcome::id).containsExactly("ingest.train", "pretrain");
    Path encoder = outcomes.get(1).folder();
    for (String file : List.of("encoder.safetensors", "encoder.json", "training.json")) {
      assertThat(encoder.resolve(file)).isNotEmptyFile();
    }
    assertThat(run(plan().stages())).extracting(Outcome::status).containsOnly(Status.CACHED);
  }

  // N = 4 patches of 192 values, width 8, MLP 32, one block; the head multiplies 5 tokens by (8,
  // 1).
  @Test
  void thePlanSaysWhatItWillCost() {
    StageSpec stage = plan("pretrain.config.mood=whole").stages().get(1).spec();

    double step = 4 * 192 * 8 + 5 * (12 * 64 + 2 * 5 * 8) + 5 * 8;
    assertThat(stage.figures())
        .containsEntry("steps", 6.0)
        .containsEntry("flopPerImage", 6 * step)
        .containsEntry("flop", 6 * step * 8 * 6)
        .containsKey("memoryBytes.float32")
        .doesNotContainKey("memoryBytes.bfloat16");
    assertThat(stage.notes())
        .anyMatch(note -> note.contains(" parameters; 62.5 kFLOP an image"))
        .anyMatch(note -> note.startsWith("memory on the CPU: about 0.4 GiB in float32"));
    assertThat(stage.warnings()).isEmpty();
  }

  @Test
  void thePlanWarnsOfWhatCannotFit() {
    StageSpec stage =
        plan(
                "pretrain.config.mood=whole",
                "pretrain.backbone={type: vit, image: 224, patch: 14, width: 16384, depth: 512,"
                    + " heads: 64}",
                "data.train.count=100000",
                "pretrain.batch=65536")
            .stages()
            .get(1)
            .spec();

    assertThat(stage.warnings())
        .singleElement()
        .asString()
        .matches("this machine has .* GiB; to train on its CPU, (set|take) .*");
  }

  @Test
  void thePlanCountsWhatIsNotKept() {
    List<Double> bytes = new ArrayList<>();
    for (String recompute : List.of("nothing", "blocks")) {
      StageSpec stage =
          plan(
                  "pretrain.config.mood=whole",
                  "pretrain.backbone={preset: vit-small/16}",
                  "pretrain.recompute=" + recompute)
              .stages()
              .get(1)
              .spec();
      bytes.add(stage.figures().getOrDefault("memoryBytes.float32", Double.NaN));
    }
    assertThat(bytes.get(1)).isLessThan(bytes.get(0));
  }

  @Test
  void pretrainsASwin() throws Exception {
    WorkflowPlan plan =
        plan(
            "pretrain.config.mood=whole",
            "pretrain.backbone={type: swin, image: 16, patch: 2, width: 8, depths: [2, 1], heads:"
                + " [1, 2], window: 4}");

    List<Outcome> outcomes = run(plan.stages());

    assertThat(outcomes).extracting(Outcome::status).containsOnly(Status.RAN);
    assertThat(outcomes.get(1).folder().resolve("encoder.json"))
        .content()
        .contains("\"type\" : \"swin\"", "\"window\" : [ 4 ]");
  }

  @Test
  void theFloorIsTheSameArchitectureUntrained() throws Exception {
    WorkflowPlan plan = plan();
    List<StageSpec> specs = new ArrayList<>();
    plan.stages().forEach(s -> specs.add(s.spec()));
    specs.add(RandomEncoderStage.floorOf("random-encoder", specs.get(1)));

    List<Outcome> outcomes = run(WorkflowPlan.fingerprinted(specs));

    Path trained = outcomes.get(1).folder();
    Path random = outcomes.get(2).folder();
    assertThat(random.resolve("encoder.json"))
        .hasSameTextualContentAs(trained.resolve("encoder.json"));
    assertThat(Digest.ofFile(random.resolve("encoder.safetensors")))
        .isNotEqualTo(Digest.ofFile(trained.resolve("encoder.safetensors")));
  }

  @Test
  void whatDecidesTheResultChangesTheFingerprintAndHousekeepingDoesNot() {
    WorkflowPlan base = plan();

    for (String same :
        List.of(
            "pretrain.checkpointEverySteps=3",
            "pretrain.stallMinutes=5",
            "pretrain.augment=[{type: flip}]", // what the objective does anyway
            "name=other")) {
      assertThat(fingerprint(plan(same), 1)).as(same).isEqualTo(fingerprint(base, 1));
    }
    for (String other :
        List.of(
            "seed=6",
            "pretrain.epochs=3",
            "pretrain.config.ratio=0.25",
            "pretrain.backbone.width=16",
            "pretrain.augment=[{type: solarise}]",
            "pretrain.threads=2")) {
      assertThat(fingerprint(plan(other), 1)).as(other).isNotEqualTo(fingerprint(base, 1));
      assertThat(fingerprint(plan(other), 0)).as(other).isEqualTo(fingerprint(base, 0));
    }
    assertThat(fingerprint(plan("data.train.seed=9"), 0)).isNotEqualTo(fingerprint(base, 0));
    assertThat(fingerprint(plan("data.train.seed=9"), 1)).isNotEqualTo(fingerprint(base, 1));
  }

  @Test
  void theCompletedRecipeSaysHowImagesAreAugmentedAndGivesTheSameStages() {
    WorkflowPlan base = plan();
    JsonNode augment = base.recipe().at("/pretrain/augment");
    assertThat(augment.at("/image/0/type").asText()).isEqualTo("random-resized-crop");
    assertThat(augment.at("/image/0/minArea").isNumber()).isTrue();
    Recipe again = RecipeReader.read("again.yaml", base.recipe().toString(), List.of());
    WorkflowPlan second = WorkflowPlan.of(again, Plugins.load());
    assertThat(fingerprint(second, 1)).isEqualTo(fingerprint(base, 1));
    assertThat(second.recipe()).isEqualTo(base.recipe());
  }

  @Test
  void aRecipeReplacesTheAugmentation() throws Exception {
    WorkflowPlan plan =
        plan(
            "pretrain.augment=[{type: padded-crop, padding: 2}, {type: flip}, {type: solarise,"
                + " probability: 1}]");

    assertThat(plan.recipe().at("/pretrain/augment/0/edge").asText()).isEqualTo("zero");
    assertThat(plan.recipe().at("/pretrain/augment/2/threshold").asInt()).isEqualTo(128);
    JsonNode config = plan.stages().get(1).spec().config().get("augment");
    assertThat(AugmentSetting.toTree(AugmentSetting.fromTree(config))).isEqualTo(config);
    List<Outcome> changed = run(plan.stages());
    List<Outcome> plain = run(plan().stages());
    assertThat(changed).extracting(Outcome::status).containsOnly(Status.RAN);
    assertThat(Digest.ofFile(changed.get(1).folder().resolve("encoder.safetensors")))
        .isNotEqualTo(Digest.ofFile(plain.get(1).folder().resolve("encoder.safetensors")));
  }

  @Test
  void anObjectiveThatNeedsLabelsSaysSoBeforeAnythingRuns() throws Exception {
    byte[] pixels = new byte[16 * 16 * 3];
    Files.write(folder.resolve("a.png"), ImageEncoder.encode(new Image(3, 16, 16, pixels)));
    String[] unlabelled = {
      "data.train={source: imagefolder, path: " + folder + "}",
      "pretrain.batch=1",
      "pretrain.config.mood=labelled"
    };

    assertThatThrownBy(() -> plan(unlabelled))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("data.train")
        .hasMessageContaining("given images without labels");
    assertThat(plan("pretrain.config.mood=labelled").stages()).hasSize(2);
  }

  @Test
  void thePublishedSettingsAreTheDefaults() {
    JsonNode recipe = plan().recipe();

    assertThat(recipe.at("/pretrain/epochs").asInt()).isEqualTo(2);
    assertThat(recipe.at("/pretrain/config/mood").asText()).isEqualTo("fine");
    assertThat(recipe.at("/pretrain/backbone/position").asText()).isEqualTo("sincos");
    assertThat(recipe.at("/data/maxRejects").asDouble()).isEqualTo(0.01);
    assertThat(recipe.at("/data/train/source").asText()).isEqualTo("shapes");
  }

  @Test
  void aPresetStandsInTheCompletedRecipeInFull() {
    JsonNode named = plan("pretrain.backbone=vit-tiny/16").recipe().at("/pretrain/backbone");
    JsonNode changed =
        plan("pretrain.backbone={preset: vit-tiny/16, depth: 2}").recipe().at("/pretrain/backbone");

    assertThat(named.at("/width").asInt()).isEqualTo(192);
    assertThat(named.at("/depth").asInt()).isEqualTo(12);
    assertThat(changed.at("/depth").asInt()).isEqualTo(2);
    assertThat(changed.at("/width").asInt()).isEqualTo(192);
  }

  @Test
  void thePresetDecidesTheTypeThatItsChangesBelongTo() {
    Recipe recipe =
        RecipeReader.read(
            "swin.yaml",
            "name: swin\nbackbone: {preset: swin-tiny, image: 192, window: 6}",
            List.of());

    BackboneConfig config = BackboneSetting.read(recipe.root().at("backbone")).orElseThrow();

    assertThat(config.summary())
        .isEqualTo("swin, 2+2+6+2 blocks of width 96 to 768, 2304 patches of 4x4");
    assertThat(recipe.resolved().at("/backbone/type").asText()).isEqualTo("swin");
    assertThat(Configs.fromTree(Configs.toTree(config), BackboneConfig.class)).isEqualTo(config);
  }

  @Test
  void tokensNeedSomebodyWhoMakesThem() {
    assertThatThrownBy(() -> plan("pretrain.config.mood=tokens"))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("'toy-pixels', which asks for tokens")
        .hasMessageContaining("a tokenizer, which is not installed");
  }

  @Test
  void stagesOfARecipeWithoutPretrainingAreOnlyTheDataSets() {
    Recipe recipe =
        RecipeReader.read("d.yaml", "name: d\ndata: {test: {source: shapes}}", List.of());

    assertThat(WorkflowPlan.of(recipe, Plugins.load()).stages())
        .extracting(s -> s.spec().id())
        .containsExactly(Planning.TEST_DATA);
  }
}
