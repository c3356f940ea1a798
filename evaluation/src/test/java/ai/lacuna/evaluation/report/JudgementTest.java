package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.evaluation.gate.GateResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {

  private static final GateResult PASSED = new GateResult.Passed("a.b > 1", "a.b = 2", 1);
  private static final GateResult FAILED = new GateResult.Failed("a.b > 3", "a.b = 2", "", "");
  private static final GateResult SKIPPED = new GateResult.Skipped("c.d > 3", "not measured: c.d");

  @Test
  void rawPixelsAheadIsNoFailureWhenPreTrainingHelped() {
    Judgement j = judge(List.of(PASSED), MadeUp.score("knn", "top1", 0.5, 0.3, 0.7));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.OPEN);
    assertThat(j.headline())
        .isEqualTo("Pre-training helped, but not everywhere beyond raw pixels.");
    assertThat(j.detail()).contains("Worse than raw pixels in knn.");
  }

  @Test
  void clearLeadOverEveryFloorIsGood() {
    Judgement j = judge(List.of(PASSED), MadeUp.score("knn", "top1", 0.6, 0.4, 0.3));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.GOOD);
    assertThat(j.headline()).isEqualTo("The encoder learnt something: it beats every floor.");
    assertThat(j.detail().replace('\u00a0', ' '))
        .isEqualTo(
            "knn: 60.0 % top-1, against 40.0 % (untrained network) and 30.0 % (raw pixels).");
    assertThat(j.gates()).isEqualTo("1 of 1 gate holds");
  }

  @Test
  void floorsWithinChanceAreNamed() {
    Judgement j = judge(List.of(), MadeUp.score("knn", "top1", 0.6, 0.4, 0.599));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.OPEN);
    assertThat(j.headline()).startsWith("Pre-training helped, but");
    assertThat(j.detail()).endsWith("No clear difference from raw pixels in knn.");
    assertThat(j.gates()).isEmpty();
  }

  @Test
  void noLeadOverTheUntrainedNetworkIsNoHelp() {
    Judgement j = judge(List.of(), MadeUp.score("knn", "top1", 0.4, 0.4, 0.3));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.OPEN);
    assertThat(j.headline()).isEqualTo("It is not clear that pre-training helped.");
  }

  @Test
  void worseThanAFloorIsBad() {
    Judgement j = judge(List.of(), MadeUp.score("knn", "top1", 0.3, 0.5, 0.2));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.BAD);
    assertThat(j.detail()).contains("Worse than untrained network in knn.");
  }

  @Test
  void failedGateIsBadWhateverTheFloors() {
    Judgement j =
        judge(List.of(PASSED, FAILED, SKIPPED), MadeUp.score("knn", "top1", 0.6, 0.4, 0.3));
    assertThat(j.tone()).isEqualTo(Judgement.Tone.BAD);
    assertThat(j.headline()).isEqualTo("The encoder beats every floor, but a gate failed.");
    assertThat(j.gates()).isEqualTo("1 of 3 gates failed, 1 skipped");
  }

  @Test
  void nothingMeasuredIsSaid() {
    assertThat(judge(List.of()).headline()).isEqualTo("Trained, but not yet judged.");
  }

  private static Judgement judge(List<GateResult> gates, RunReport.Score... scores) {
    return Judgement.of(RunReport.outline("run", "", List.of(scores), gates));
  }
}
