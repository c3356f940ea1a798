package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void verdictComesFirstAndDetailsAreFolded() {
    String text = Summary.of(MadeUp.report());
    assertThat(text)
        .startsWith("## ⚠️ Pre-training helped, but not every floor is clearly beaten.");
    assertThat(text.indexOf("2 of 2 gates hold")).isBetween(0, text.indexOf("| protocol |"));
    assertThat(text.indexOf("| protocol |")).isBetween(0, text.indexOf("<details>"));
    assertThat(text).contains("<summary>Recipe</summary>", "maskRatio: 0.75");
  }

  @Test
  void bareRunStillHasAVerdict() {
    assertThat(Summary.of(MadeUp.empty()))
        .contains("Trained, but not yet judged.")
        .doesNotContain("<details>");
  }

  @Test
  void longPartsAreLeftOutByName() {
    RunReport bare = MadeUp.empty();
    RunReport report =
        new RunReport(
            bare.run(),
            "",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new RunReport.StageRow("s", "k", RunReport.Origin.RAN, 1, "f")),
            "x".repeat(Summary.BUDGET),
            Map.of());
    String text = Summary.of(report);
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(Summary.BUDGET);
    assertThat(text).contains("<summary>Stages</summary>", "too long: Recipe");
  }

  @Test
  void tablesSurviveOddText() {
    assertThat(Summary.escape("a|b\nc <b> `d` *e* [f](g)"))
        .isEqualTo("a\\|b c &lt;b&gt; \\`d\\` \\*e\\* \\[f\\](g)");
  }
}
