package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Contents;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.data.Duplicates;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.sheet.SampleSheet;
import ai.lacuna.workflow.store.Lookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lacuna data show}. */
@Command(
    name = "show",
    description = "Says what imported data sets hold, and writes a page with samples of them.",
    footer = {
      "",
      "Examples:",
      "  lacuna data show my.yaml",
      "  lacuna data show photos --source imagefolder --sheet photos.html",
      "  lacuna data show store/dataset/FINGERPRINT --json"
    })
final class DataShowCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "WHAT",
      arity = "0..1",
      description = "A data set's folder, or a recipe; with --source, the path of the source.")
  private String what = "";

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      defaultValue = "samples.html",
      description = "The page to write (default: ${DEFAULT-VALUE}).")
  private Path sheet = Path.of("samples.html");

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() throws IOException {
    List<Dataset> datasets = new ArrayList<>();
    if (Files.exists(Path.of(what).resolve(Manifest.FILE))) {
      datasets.add(Dataset.open(Path.of(what)));
    } else {
      for (WorkflowPlan.Step step : data.plan(what, Plugins.load())) {
        if (!step.spec().id().equals(Planning.DUPLICATES)) {
          datasets.add(Dataset.open(imported(step)));
        }
      }
    }
    List<DatasetFacts> facts = facts(datasets);
    SampleSheet.write(sheet, facts.stream().map(DatasetFacts::section).toList());
    print(facts);
    return 0;
  }

  private static List<DatasetFacts> facts(List<Dataset> datasets) {
    Dataset first = datasets.get(0);
    if (datasets.size() == 1) {
      long copies = Contents.of(first).copies().size();
      return List.of(new DatasetFacts(first, copies, Optional.empty()));
    }
    Dataset test = datasets.get(1);
    Duplicates found = Duplicates.between(first, test);
    return List.of(
        new DatasetFacts(first, found.trainCopies(), Optional.empty()),
        new DatasetFacts(test, found.testCopies(), Optional.of(found)));
  }

  private Path imported(WorkflowPlan.Step step) throws IOException {
    Lookup lookup = data.store().find(step.spec().stage().kind(), step.fingerprint());
    if (lookup instanceof Lookup.Found found) {
      return found.artifact().folder();
    }
    throw new LacunaException(
        LacunaException.Kind.DATA,
        step.spec().id(),
        "a data set that is not in " + data.store().root(),
        "an imported data set",
        "import it with the same options: lacuna data import");
  }

  private void print(List<DatasetFacts> facts) {
    if (output.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("datasets", facts.stream().map(DatasetFacts::json).toList());
      result.put("sheet", sheet.toString());
      output.out().println(Json.line(result));
    } else {
      facts.forEach(f -> output.out().print(f.text()));
      output.out().println("sheet    " + sheet);
    }
    output.out().flush();
  }
}
