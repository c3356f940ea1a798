package ai.lacuna.workflow.toy;

import ai.lacuna.api.config.Problem;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.KeptRun;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.Verdict;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.recipe.Setting;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A plugin as small as one can be that uses everything. */
public final class ToyPlugin implements WorkflowPlugin {

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public Set<String> sections() {
    return Set.of("toy", "limit");
  }

  @Override
  public List<Stage> stages() {
    return List.of(new NumbersStage(), new SumStage(), new CopyStage());
  }

  @Override
  public List<String> recipes() {
    return List.of("toy-small.yaml");
  }

  @Override
  public List<Part> parts() {
    return List.of(new Part("toy", "numbers", "A row of numbers.", NumbersConfig.class));
  }

  @Override
  public void plan(Planning planning) {
    planning.section("limit").bind(Limit.defaults());
    Setting toy = planning.section("toy");
    if (!toy.isPresent()) {
      return;
    }
    toy.allowOnly(Set.of("numbers", "copies"));
    toy.at("numbers")
        .bind(NumbersConfig.class)
        .ifPresent(
            c -> {
              planning.add(
                  StageSpec.of("toy.numbers", new NumbersStage())
                      .withConfig(c)
                      .withNote(c.count() + " numbers"));
              planning.add(
                  StageSpec.of("toy.sum", new SumStage())
                      .withSeed(planning.seed())
                      .withInput("numbers", "toy.numbers"));
            });
    for (Setting copy : toy.at("copies").items()) {
      Optional<String> label = copy.choose("label", Map.of("red", "RED", "green", "GREEN"));
      if (label.isPresent() && planning.stage("toy.sum").isPresent()) {
        planning.add(
            StageSpec.of("toy.copy." + label.get(), new CopyStage())
                .withConfig(JsonNodeFactory.instance.objectNode().put("label", label.get()))
                .withInput("sum", "toy.sum"));
      }
    }
  }

  @Override
  public Optional<Reporter> reporter() {
    return Optional.of(new ToyReporter());
  }

  private static final class ToyReporter implements Reporter {

    @Override
    public Verdict report(FinishedRun run, Path folder) throws IOException {
      Path sum = run.stage("toy.sum").orElseThrow().folder().resolve("sum.txt");
      double value = Double.parseDouble(Files.readString(sum));
      AtomicFiles.writeString(folder.resolve("report.html"), "<p>" + value + "</p>\n");
      double limit = run.recipe().path("limit").path("sum").asDouble();
      return value <= limit
          ? new Verdict.Passed("1 of 1 gates holds")
          : new Verdict.Failed(
              "1 of 1 gates failed",
              List.of(new Problem("sum", "" + value, "at most " + limit, "")));
    }

    @Override
    public Comparison combine(List<KeptRun> runs, Path folder) throws IOException {
      Path page = folder.resolve("report.html");
      String names = String.join(", ", runs.stream().map(kept -> kept.run().name()).toList());
      AtomicFiles.writeString(page, names);
      return new Comparison(
          page,
          "compared " + names + "\n",
          JsonNodeFactory.instance.objectNode().put("runs", runs.size()));
    }
  }
}
