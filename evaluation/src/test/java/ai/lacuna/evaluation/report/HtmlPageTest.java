package ai.lacuna.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.evaluation.gate.GateResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlPageTest {

  private static final String EVIL = "<script>alert('x')</script>\" onerror=\"y";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "results",
        "gates",
        "masked",
        "neighbours",
        "training",
        "data",
        "stages",
        "recipe",
        "provenance"
      })
  void sectionsAppearWithTheirDataAndOnlyThen(String section) {
    String anchor = "<section id=\"" + section + "\"";
    String link = "href=\"#" + section + "\"";
    assertThat(HtmlPage.of(MadeUp.report())).contains(anchor, link);
    assertThat(HtmlPage.of(MadeUp.empty())).doesNotContain(anchor).doesNotContain(link);
  }

  @Test
  void maskedImagesStandInPairsWhereNoPixelsArePredicted() {
    String html = masked(HtmlPage.of(MadeUp.reportWithoutPredictions()));
    int images = MadeUp.report().maskedImages().size();
    assertThat(html).contains("What was hidden").doesNotContain("triple", "alt=\"reconstruction");
    assertThat(html.split("class=\"pair\"", -1)).hasSize(images + 1);
    assertThat(html.split("<img", -1)).hasSize(2 * images + 1);
    String predicted = masked(HtmlPage.of(MadeUp.report()));
    assertThat(predicted).contains("Filling the gaps").doesNotContain("class=\"pair");
    assertThat(predicted.split("<img", -1)).hasSize(3 * images + 1);
  }

  private static String masked(String html) {
    int start = html.indexOf("<section id=\"masked\"");
    return html.substring(start, html.indexOf("</section>", start));
  }

  @Test
  void textIsEscapedEverywhere() {
    Picture picture = new Picture("image/png", new byte[] {1, 2, 3}, 8, 8, EVIL);
    List<RunReport.Fact> facts = List.of(new RunReport.Fact(EVIL, EVIL));
    RunReport report =
        new RunReport(
            EVIL,
            EVIL,
            facts,
            List.of(MadeUp.score(EVIL, EVIL, 0.5, 0.4, 0.3)),
            List.of(
                new GateResult.Passed(EVIL, EVIL, 1),
                new GateResult.Failed(EVIL, EVIL, EVIL, EVIL),
                new GateResult.Skipped(EVIL, EVIL)),
            List.of(
                new Curve(EVIL, EVIL, new double[] {0, 1}, new double[] {2, 3}, Curve.From.DATA)),
            List.of(new RunReport.MaskedImage(picture, picture, Optional.of(picture))),
            List.of(
                new RunReport.Neighbourhood(
                    picture, EVIL, "b", List.of(new RunReport.Neighbour(picture, EVIL, 0.5)))),
            List.of(
                new RunReport.Section(
                    "made-up",
                    EVIL,
                    EVIL,
                    List.of(new RunReport.Fact(EVIL, EVIL)),
                    List.of(
                        new Curve(
                            EVIL,
                            EVIL,
                            EVIL,
                            new double[] {0, 1},
                            new double[] {2, 3},
                            Curve.From.ZERO)),
                    List.of(new RunReport.Gallery(EVIL, List.of(List.of(picture)))))),
            List.of(
                new RunReport.Split(
                    EVIL,
                    EVIL,
                    1,
                    1,
                    EVIL,
                    facts,
                    List.of(new RunReport.ClassCount(EVIL, 1)),
                    List.of(picture),
                    List.of(new RunReport.Reject(EVIL, EVIL)))),
            List.of(new RunReport.StageRow(EVIL, EVIL, RunReport.Origin.RAN, 1, EVIL)),
            EVIL,
            Map.of(EVIL, facts));
    String html = HtmlPage.of(report);
    assertThat(html).doesNotContain("<script");
    // A quotation mark may stand as it is in text, but never inside a tag.
    assertThat(Pattern.compile("<[^<>]*\" onerror=").matcher(html).find()).isFalse();
    assertThat(html).contains("&lt;script&gt;");
  }

  @Test
  void asksForNothingFromOutside() {
    String html = HtmlPage.of(MadeUp.report());
    Matcher url = Pattern.compile("(?:src|href)=\"([^\"]{0,40})|url\\(|@import").matcher(html);
    int count = 0;
    while (url.find()) {
      assertThat(url.group(1)).matches("data:image/png;base64,.*|#.*");
      count++;
    }
    assertThat(count).isGreaterThan(50);
    assertThat(html).doesNotContain("<script").doesNotContain("<link").doesNotContain("<iframe");
  }

  @Test
  void everyPictureHasATextAndEveryDrawingAName() {
    String html = HtmlPage.of(MadeUp.report());
    assertThat(Pattern.compile("<img(?![^>]*alt=\"[^\"]+\")").matcher(html).find()).isFalse();
    assertThat(
            Pattern.compile("<svg(?![^>]*(aria-label=\"[^\"]+\"|aria-hidden))")
                .matcher(html)
                .find())
        .isFalse();
  }
}
