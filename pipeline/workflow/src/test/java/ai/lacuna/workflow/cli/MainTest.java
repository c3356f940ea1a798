package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.workflow.toy.Hooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir private Path folder;

  @BeforeEach
  void reset() {
    Hooks.reset();
  }

  private Answer inFolder(String command, String... args) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(args));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    if (command.equals("run")) {
      all.addAll(List.of("--runs", folder.resolve("runs").toString()));
    }
    return Answer.to(all);
  }

  @Test
  void runsARecipeAndFindsEverythingCachedTheSecondTime() throws Exception {
    Answer first = inFolder("run", "toy-small");

    assertThat(first.err()).contains("toy.numbers: started", "toy.sum: done in");
    assertThat(first.code()).isZero();
    Path report = folder.resolve("runs/toy-small/report.html");
    assertThat(first.out()).contains("2 stages made, 0 cached", "passed", report.toString());
    // 0 + 0.5 + ... + 2.5, and the seed.
    assertThat(report).hasContent("<p>10.5</p>\n");
    assertThat(Files.readString(folder.resolve("runs/toy-small/recipe.yaml")))
        .contains("direction: going-up", "seed: 3", "digits: 2", "sum: 1000.0");

    Answer second = inFolder("run", "toy-small");

    assertThat(second.code()).isZero();
    assertThat(second.out()).contains("everything cached (2 stages)");
    assertThat(second.err()).isEqualTo("toy.numbers: cached\ntoy.sum: cached\n");
  }

  @Test
  void theCompletedRecipeGivesTheSameStages() {
    inFolder("run", "toy-small");

    Answer again =
        inFolder("run", folder.resolve("runs/toy-small/recipe.yaml").toString(), "--name", "b");

    assertThat(again.out()).contains("b: everything cached");
  }

  @Test
  void aFailedGateEndsWithOneAndKeepsTheReport() {
    Answer answer = inFolder("run", "toy-small", "--set", "limit.sum=5");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("FAILED   1 of 1 gates failed", "sum: given 10.5, expected at most 5.0.");
    assertThat(folder.resolve("runs/toy-small/report.html")).exists();
  }

  @Test
  void printsOneJsonObject() throws Exception {
    Answer answer = inFolder("run", "toy-small", "--json", "--name", "j");

    JsonNode json = new ObjectMapper().readTree(answer.out());
    assertThat(json.get("verdict").asText()).isEqualTo("passed");
    assertThat(json.get("stages")).hasSize(2);
    assertThat(json.at("/stages/1/id").asText()).isEqualTo("toy.sum");
  }

  @Test
  void aBadSettingEndsWithTwoAndLeavesNothingBehind() throws Exception {
    Answer answer = inFolder("run", "toy-small", "--json", "--set", "toy.numbers.count=0");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("toy.numbers.count (--set)", "1 <= count <= 1000");
    assertThat(answer.err()).doesNotContain("\tat ");
    assertThat(new ObjectMapper().readTree(answer.out()).at("/error/exitCode").asInt())
        .isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void debugShowsTheTrace() {
    Answer answer = inFolder("run", "toy-small", "--debug", "--set", "toy.numbers.count=0");

    assertThat(answer.err()).contains("\tat ai.lacuna.workflow");
  }

  @Test
  void stagesSayWhatIsCachedAndWhyNot() {
    Answer before = inFolder("stages", "toy-small");
    assertThat(before.out())
        .contains("2 stages, 0 cached", "└─ toy.sum", "from toy.numbers", "never made");

    inFolder("run", "toy-small");
    assertThat(inFolder("stages", "toy-small").out()).contains("2 stages, 2 cached");

    Answer changed = inFolder("stages", "toy-small", "--set", "seed=4");
    assertThat(changed.out()).contains("2 stages, 1 cached", "seed: 3 -> 4");
    Answer shorter = inFolder("stages", "toy-small", "--set", "toy.numbers.step=2");
    assertThat(shorter.out()).contains("step: 0.5 -> 2.0", "input numbers (toy.numbers):");
  }

  @Test
  void listsRecipesAndPrintsOne() {
    assertThat(Answer.to("recipes").out()).contains("toy-small  Adds a few numbers, for tests.");
    assertThat(Answer.to("recipes", "toy-small").out()).startsWith("# Adds a few numbers");
    Answer wrong = Answer.to("recipes", "toy-smal");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("did you mean 'toy-small'?");
  }

  @Test
  void aRunGivenAsAFolderIsReportedWhereItIs() throws Exception {
    inFolder("run", "toy-small");
    Path run = folder.resolve("runs/toy-small");
    Files.delete(run.resolve("report.html"));

    assertThat(Answer.to("report", run.toString()).code()).isZero();
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void reportsAgainAndAboutSeveralRuns() {
    inFolder("run", "toy-small");
    inFolder("run", "toy-small", "--name", "other");
    String runs = folder.resolve("runs").toString();

    assertThat(Answer.to("report", "other", "--runs", runs).code()).isZero();
    Answer both = Answer.to("report", "toy-small", "other", "--runs", runs);
    assertThat(both.code()).isZero();
    Path page = folder.resolve("runs/toy-small+other/report.html");
    assertThat(page).hasContent("toy-small, other");
    assertThat(both.out()).isEqualTo("compared toy-small, other\nreport   " + page + "\n");
    String out = folder.resolve("json").toString();
    Answer json = Answer.to("report", "other", "toy-small", "--runs", runs, "--out", out, "--json");
    assertThat(json.out()).isEqualTo("{\"report\":\"" + out + "/report.html\",\"runs\":2}\n");
    assertThat(Answer.to("report", "nothing", "--runs", runs).code()).isEqualTo(3);
  }

  @Test
  void listsPluginsWithSettings() {
    assertThat(Answer.to("plugins").out())
        .contains("numbers  A row of numbers.", "count: 10 in [1, 1000]  How many numbers.");
  }

  @Test
  void helpVersionAndMistakes() {
    assertThat(Answer.to("--version").out()).startsWith("lacuna ");
    assertThat(Answer.to("--help").out()).contains("run", "stages", "Exit codes");
    assertThat(Answer.to("run", "--help").out()).contains("--set=KEY=VALUE");
    Answer wrong = Answer.to("runn");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("run");
    assertThat(Answer.to("run").code()).isEqualTo(2);
  }

  @Test
  void aFolderThatIsNoRunIsNotReplaced() throws Exception {
    Files.createDirectories(folder.resolve("runs/toy-small"));

    Answer answer = inFolder("run", "toy-small");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("something that is no run");
  }
}
