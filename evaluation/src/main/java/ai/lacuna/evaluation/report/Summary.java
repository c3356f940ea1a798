package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.gate.GateResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report as Markdown for a CI job's page: verdict, gates and results in view, the rest folded.
 *
 * <p>Folded parts are left out from the end where the text would grow beyond the budget, since CI
 * systems refuse long summaries as a whole.
 */
final class Summary {

  /** The most bytes of a summary. */
  static final int BUDGET = 200_000;

  private static final String LEFT_OUT =
      "\n*Left out here because the summary would be too long: %s. The report has it all.*\n";

  // A folded part.
  private record Part(String title, String body) {}

  private Summary() {}

  static String of(RunReport report) {
    Judgement judgement = Judgement.of(report);
    StringBuilder text = new StringBuilder();
    text.append("## ").append(sign(judgement.tone())).append(' ');
    text.append(escape(judgement.headline())).append("\n\n");
    text.append("**").append(escape(report.run())).append("**");
    text.append(report.subtitle().isEmpty() ? "" : " · " + escape(report.subtitle()));
    text.append("\n\n").append(escape(judgement.detail())).append('\n');
    gates(report, judgement, text);
    results(report, text);
    List<String> leftOut = new ArrayList<>();
    for (Part part : parts(report)) {
      String folded =
          "\n<details><summary>" + part.title() + "</summary>\n\n" + part.body() + "\n</details>\n";
      if (bytes(text) + bytes(folded) + 1000 > BUDGET) {
        leftOut.add(part.title());
      } else {
        text.append(folded);
      }
    }
    if (!leftOut.isEmpty()) {
      text.append(LEFT_OUT.formatted(String.join(", ", leftOut)));
    }
    return text.toString();
  }

  private static String sign(Judgement.Tone tone) {
    return switch (tone) {
      case GOOD -> "✅";
      case OPEN -> "⚠️";
      case BAD -> "❌";
    };
  }

  private static void gates(RunReport report, Judgement judgement, StringBuilder text) {
    if (report.gates().isEmpty()) {
      return;
    }
    text.append("\n### ").append(escape(judgement.gates())).append("\n\n");
    text.append("| | gate | measured | |\n|---|---|---|---|\n");
    for (GateResult gate : report.gates()) {
      if (gate instanceof GateResult.Passed passed) {
        row(text, "✅", gate, passed.given(), "holds by " + Format.number(passed.margin()));
      } else if (gate instanceof GateResult.Failed failed) {
        row(text, "❌", gate, failed.given(), failed.why());
      } else if (gate instanceof GateResult.Skipped skipped) {
        row(text, "–", gate, "", "skipped, " + skipped.why());
      }
    }
  }

  private static void row(
      StringBuilder text, String sign, GateResult gate, String given, String remark) {
    text.append("| ").append(sign).append(" | ").append(escape(gate.gate())).append(" | ");
    text.append(escape(given)).append(" | ").append(escape(remark)).append(" |\n");
  }

  private static void results(RunReport report, StringBuilder text) {
    if (report.scores().isEmpty()) {
      return;
    }
    text.append("\n| protocol | features | accuracy | 95 % interval | encoder's lead |\n");
    text.append("|---|---|--:|--:|--:|\n");
    for (Whiskers.Group group : Whiskers.of(report.scores()).groups()) {
      for (Whiskers.Row row : group.rows()) {
        String bold = row.role() == Whiskers.Role.ENCODER ? "**" : "";
        text.append("| ").append(escape(group.title()));
        text.append(" | ").append(bold).append(escape(row.label())).append(bold);
        text.append(" | ").append(bold).append(row.value()).append(bold);
        text.append(" | ").append(row.interval());
        text.append(" | ").append(escape(row.difference())).append(" |\n");
      }
    }
  }

  private static List<Part> parts(RunReport report) {
    List<Part> parts = new ArrayList<>();
    if (!report.stages().isEmpty()) {
      StringBuilder body = new StringBuilder("| stage | state | time |\n|---|---|--:|\n");
      for (RunReport.StageRow stage : report.stages()) {
        String state = stage.origin() == RunReport.Origin.RAN ? "ran" : "cached";
        body.append("| ").append(escape(stage.id())).append(" | ").append(state).append(" | ");
        body.append(Format.seconds(stage.seconds())).append(" |\n");
      }
      parts.add(new Part("Stages", body.toString()));
    }
    if (!report.splits().isEmpty()) {
      StringBuilder body =
          new StringBuilder("| data | images | rejected | fingerprint |\n|---|--:|--:|---|\n");
      for (RunReport.Split split : report.splits()) {
        body.append("| ").append(escape(split.name())).append(" | ");
        body.append(Format.count(split.images())).append(" | ");
        body.append(Format.count(split.rejected())).append(" | ");
        body.append(Format.digest(split.digest())).append(" |\n");
      }
      parts.add(new Part("Data", body.toString()));
    }
    for (Map.Entry<String, List<RunReport.Fact>> group : report.provenance().entrySet()) {
      StringBuilder body = new StringBuilder("| | |\n|---|---|\n");
      for (RunReport.Fact fact : group.getValue()) {
        body.append("| ").append(escape(fact.name())).append(" | ");
        body.append(escape(fact.value())).append(" |\n");
      }
      parts.add(new Part("Provenance: " + escape(group.getKey()), body.toString()));
    }
    if (!report.recipe().isEmpty()) {
      parts.add(new Part("Recipe", "```yaml\n" + report.recipe().strip() + "\n```\n"));
    }
    return parts;
  }

  private static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Text that Markdown shows as it is, also inside a table. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~#])", "\\\\$1")
        .replaceAll("\\s*\\R\\s*", " ");
  }
}
