package ai.lacuna.workflow.data;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Owns the section {@code data}: a training set, a test set, and how they are imported. */
public final class DataPlugin implements WorkflowPlugin {

  private static final String SOURCE = "source";

  @Override
  public String name() {
    return "data";
  }

  @Override
  public Set<String> sections() {
    return Set.of("data");
  }

  @Override
  public List<Stage> stages() {
    return List.of(new IngestStage(), new DuplicatesStage());
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (SourcePlugin<?, ?> source : Sources.all().values()) {
      parts.add(new Part(SOURCE, source.name(), source.summary(), source.configType()));
    }
    return parts;
  }

  @Override
  public void plan(Planning planning) {
    Setting data = planning.section("data");
    if (!data.isPresent()) {
      return;
    }
    Optional<IngestOptions> options = data.bind(IngestOptions.defaults(), Set.of("train", "test"));
    plan(planning, data.at("train"), "train", Planning.TRAIN_DATA, options);
    plan(planning, data.at("test"), "test", Planning.TEST_DATA, options);
    if (planning.stage(Planning.TRAIN_DATA).isPresent()
        && planning.stage(Planning.TEST_DATA).isPresent()) {
      planning.add(
          StageSpec.of(Planning.DUPLICATES, new DuplicatesStage())
              .withInput(DuplicatesStage.TRAIN, Planning.TRAIN_DATA)
              .withInput(DuplicatesStage.TEST, Planning.TEST_DATA));
    }
  }

  private static void plan(
      Planning planning,
      Setting setting,
      String name,
      String stageId,
      Optional<IngestOptions> options) {
    if (!setting.isPresent()) {
      return;
    }
    setting
        .choose(SOURCE, Sources.all())
        .ifPresent(source -> plan(planning, setting, source, name, stageId, options));
  }

  private static <C extends Record & Config> void plan(
      Planning planning,
      Setting setting,
      SourcePlugin<C, ?> source,
      String name,
      String stageId,
      Optional<IngestOptions> options) {
    Optional<C> bound = setting.bind(Configs.defaults(source.configType()), Set.of(SOURCE));
    if (bound.isEmpty() || options.isEmpty()) {
      return;
    }
    try {
      IngestPlan plan = Ingestion.plan(name, source.name(), bound.get(), options.get());
      String content = Ingestion.sourceDigest(source.name(), bound.get(), planning.files());
      IngestSettings settings =
          new IngestSettings(name, source.name(), Configs.toTree(bound.get()), options.get());
      long images = plan.shards().stream().mapToLong(s -> s.images()).sum();
      planning.add(
          StageSpec.of(stageId, new IngestStage())
              .withConfig(settings.hashed(content))
              .withUnhashed(settings.location(planning.files()))
              .withNote(images + " images, " + plan.vocabulary().summary()));
      planning.outline(stageId, new DatasetOutline(images, plan.classes(), plan.channels()));
    } catch (LacunaException e) {
      planning.report(under(setting.path(), e));
    }
  }

  // Sources name their own settings: the reader of a recipe needs to know where they stand.
  private static LacunaException under(String path, LacunaException failure) {
    List<Problem> problems =
        failure.problems().stream()
            .map(p -> new Problem(path + ": " + p.path(), p.given(), p.expected(), p.fix()))
            .toList();
    return new LacunaException(failure.kind(), problems, failure);
  }
}
