package ai.lacuna.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.WorkflowPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationPlanTest {

  private static final String RECIPE =
      """
      name: tiny
      data:
        train: {source: shapes, count: 64, height: 16, width: 16, classes: 4}
        test: {source: shapes, count: 32, height: 16, width: 16, classes: 4, seed: 1}
      pretrain:
        objective: mae
        config: {decoderDepth: 1, decoderWidth: 16, decoderHeads: 2}
        backbone: {type: vit, image: [16], patch: 4, width: 16, depth: 1, heads: 2}
        epochs: 1
        warmupEpochs: 0
        batch: 16
      evaluate:
        - {protocol: knn}
        - {protocol: linear-probe, epochs: 5, warmupEpochs: 1}
      gates:
        - "linear-probe.top1 > random-init.linear-probe.top1"
      """;

  private static final String SWIN =
      "  backbone: {type: swin, image: 16, patch: 2, width: 8, depths: [1], heads: [1], window: 4}\n";

  @Test
  void everyProtocolIsRunOnTheEncoderAndBothFloors() {
    assertThat(plan(RECIPE).stages())
        .extracting(step -> step.spec().id())
        .containsExactly(
            "ingest.train",
            "ingest.test",
            "duplicates",
            "pretrain",
            "random-init",
            "features",
            "random-init.features",
            "raw-pixels.features",
            "knn",
            "random-init.knn",
            "raw-pixels.knn",
            "linear-probe",
            "random-init.linear-probe",
            "raw-pixels.linear-probe");
  }

  @Test
  void settingsOfOneProtocolMoveItsOwnFingerprintsAlone() {
    List<WorkflowPlan.Step> before = plan(RECIPE).stages();
    List<WorkflowPlan.Step> after =
        plan(RECIPE.replace("{protocol: knn}", "{protocol: knn, k: 5}")).stages();
    for (int i = 0; i < before.size(); i++) {
      boolean knn = before.get(i).spec().id().endsWith("knn");
      assertThat(before.get(i).fingerprint().equals(after.get(i).fingerprint()))
          .as(before.get(i).spec().id())
          .isEqualTo(!knn);
    }
  }

  @Test
  void namesTellEvaluationsOfOneProtocolApart() {
    String both = "{protocol: knn}\n  - {protocol: knn, name: knn-class, pool: class}";
    String recipe =
        RECIPE
            .replace("{protocol: knn}", both)
            .replace("gates:", "gates:\n  - knn-class.top1 > 0.1");
    assertThat(plan(recipe).stages())
        .extracting(step -> step.spec().id())
        .contains("knn", "knn-class", "random-init.knn-class");
  }

  @Test
  void causalFeaturesAreExtractedOnceAndOnlyIfAskedFor() {
    String causal =
        "{protocol: knn}\n  - {protocol: knn, name: knn-causal, attention: causal}"
            + "\n  - {protocol: linear-probe, name: probe-causal, attention: causal}";
    List<WorkflowPlan.Step> before = plan(RECIPE).stages();
    WorkflowPlan plan = plan(RECIPE.replace("{protocol: knn}", causal));
    assertThat(plan.stages())
        .extracting(step -> step.spec().id())
        .contains("features.causal", "random-init.features.causal", "raw-pixels.knn-causal")
        .doesNotContain("raw-pixels.features.causal")
        .doesNotHaveDuplicates();
    assertThat(plan.stages())
        .extracting(WorkflowPlan.Step::fingerprint)
        .containsAll(before.stream().map(WorkflowPlan.Step::fingerprint).toList());
  }

  @Test
  void tokensAreKeptForTheProtocolsThatReadThem() {
    WorkflowPlan plan =
        plan(
            RECIPE.replace(
                "{protocol: knn}",
                "{protocol: attentive-probe}\n"
                    + "  - {protocol: attentive-probe, name: blocks, blocks: 1}"));
    assertThat(plan.stages())
        .extracting(step -> step.spec().id())
        .contains("features.tokens", "features.blocks-1")
        .contains("random-init.features.tokens", "random-init.features.blocks-1")
        .contains("raw-pixels.features.tokens", "raw-pixels.attentive-probe", "raw-pixels.blocks")
        .doesNotContain("raw-pixels.features.blocks-1")
        .doesNotHaveDuplicates();
    assertThat(plan(swin("{protocol: attentive-probe}")).stages()).isNotEmpty();
    assertThat(failure(swin("{protocol: attentive-probe, blocks: 1}")))
        .hasMessageContaining("evaluate.0.blocks (test.yaml:12): given 1, expected at most 0");
  }

  @Test
  void whatNobodyReadsIsNotExtracted() {
    String probe = "- {protocol: linear-probe, epochs: 5, warmupEpochs: 1}";
    String tokens = RECIPE.replace("knn", "attentive-probe").replace(probe, "");
    assertThat(plan(tokens.substring(0, tokens.indexOf("gates:"))).stages())
        .extracting(step -> step.spec().id())
        .contains("features.tokens")
        .doesNotContain("features", "random-init.features", "raw-pixels.features");
  }

  @Test
  void moreTokensThanMemoryHoldsAreRefused() {
    String many =
        RECIPE
            .replace("count: 64", "count: 9000000")
            .replace("{protocol: knn}", "{protocol: attentive-probe}");
    assertThat(failure(many))
        .hasMessageContaining("all tokens of 9000032 images are 25.8 GiB, more than 8")
        .hasMessageContaining("use linear-probe, or fewer images");
    assertThat(
            plan(many.replace("attentive", "linear")
                    .replace("- {protocol: linear-probe, epochs: 5, warmupEpochs: 1}", ""))
                .stages())
        .isNotEmpty();
  }

  @Test
  void windowsHaveNoOrder() {
    assertThat(failure(swin("{protocol: knn, attention: causal}")))
        .hasMessageContaining("expected full, since a swin encoder's patches have no order");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocol: knn | protocol: kmn | did you mean 'knn'?",
        "protocol: knn | protocol: knn, k: 0 | expected 1 <= k",
        "protocol: knn | protocol: knn, kk: 3 | unknown setting",
        "protocol: knn | protocol: knn, attention: casual | did you mean 'causal'?",
        "protocol: knn | protocol: attentive-probe, blocks: 2 | expected at most 1, since no more of",
        "protocol: knn | protocol: attentive-probe, blocks: 1, attention: causal | expected 0 where attention is causal",
        "protocol: knn | protocol: attentive-probe, heads: 3 | expected a divisor of the encoder's width, 16",
        "protocol: knn | protocol: knn, name: Knn! | expected lower-case letters",
        "protocol: knn | protocol: linear-probe | give it one of its own",
        "protocol: knn | protocol: knn, name: features | give it one of its own",
        "random-init.linear-probe.top1 | random-init.linear-prob.top1 | did you mean 'random-init.linear-probe.top1'?",
        "linear-probe.top1 > | linear-probe.top1 = | expected one of > >= < <=",
        "classes: 4} | classes: 1} | one class, 'circle'",
        "classes: 4, seed: 1} | classes: 6, seed: 1} | classes that data.train does not have: cross, ring",
      })
  void mistakesAreToldAtPlanningTime(String from, String to, String message) {
    LacunaException failure = failure(RECIPE.replace(from, to));
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.kind()).isEqualTo(LacunaException.Kind.CONFIG);
  }

  @Test
  void anEncoderWithoutClassTokenHasNoneToJudge() {
    assertThat(failure(swin("{protocol: knn, pool: class}")))
        .hasMessageContaining(
            "evaluate.0.pool (test.yaml:12): given \"class\", expected mean, since a swin encoder"
                + " has no class token. Fix: use 'pool: mean'");
    assertThat(plan(swin("{protocol: knn, pool: mean}")).stages()).isNotEmpty();
  }

  @Test
  void evaluationWithoutTestImagesOrEncoderIsRefused() {
    assertThat(failure("name: bare\nevaluate:\n  - {protocol: knn}\n"))
        .hasMessageContaining("nothing to judge by them")
        .hasMessageContaining("no data.train")
        .hasMessageContaining("no data.test");
  }

  // The recipe for another encoder, with this in place of its first evaluation.
  private static String swin(String evaluation) {
    return RECIPE
        .replaceAll("objective: mae\\n.*\\n.*\\n", "objective: brightness\n" + SWIN)
        .replace("{protocol: knn}", evaluation);
  }

  private static LacunaException failure(String recipe) {
    LacunaException failure = catchThrowableOfType(LacunaException.class, () -> plan(recipe));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static WorkflowPlan plan(String recipe) {
    return WorkflowPlan.of(RecipeReader.read("test.yaml", recipe, List.of()), Plugins.load());
  }
}
