package ai.lacuna.workflow.pretrain;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.training.PretrainJob;
import ai.lacuna.training.Pretrainer;
import ai.lacuna.training.TokenSource;
import ai.lacuna.training.TrainingSummary;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.Tokenizers;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.Configs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pre-trains an encoder on a data set: kind {@code encoder}. */
public final class PretrainStage implements WholeStage {

  /** The role of the data set among the inputs. */
  public static final String DATA = "data";

  @Override
  public String type() {
    return "pretrain";
  }

  @Override
  public String kind() {
    return "encoder";
  }

  @Override
  public int codeVersion() {
    return 2;
  }

  @Override
  public Load load() {
    return Load.HEAVY;
  }

  @Override
  public List<String> records() {
    return List.of("events.jsonl", "training.json", "samples/");
  }

  @Override
  public Duration patience() {
    // The trainer watches its own steps, see stallMinutes; this only catches a trainer that hangs.
    return Duration.ofHours(12);
  }

  @Override
  public void run(StageContext context) throws IOException {
    PretrainSettings settings = PretrainSettings.of(context.config());
    PretrainJob job = job(context, settings, plugin(settings.objective()));
    TrainingSummary summary =
        new Pretrainer(job)
            .run(
                (fraction, message) ->
                    context.progress().at(Math.round(100 * fraction), 100, "%", message));
    context.fact("precision", summary.precision());
    context.fact("threads", Integer.toString(summary.threads()));
    EngineFacts.note(context);
  }

  private static <C extends Record & Config> PretrainJob job(
      StageContext context, PretrainSettings settings, ObjectivePlugin<C> plugin)
      throws IOException {
    Dataset dataset = Dataset.open(context.input(DATA).folder());
    C config = Configs.fromTree(settings.config(), plugin.configType());
    return new PretrainJob(
        plugin.name(),
        config,
        plugin.create(config),
        settings.augment(),
        settings.backbone(),
        dataset,
        settings.training(),
        context.seed(),
        context.scratch(),
        context.output(),
        tokens(context, dataset, settings.backbone()));
  }

  // Whatever is an input beside the data set makes tokens.
  private static Optional<TokenSource> tokens(
      StageContext context, Dataset dataset, BackboneConfig backbone) throws IOException {
    if (context.inputs().size() == 1) {
      return Optional.empty();
    }
    Tokenizers tokenizers =
        Plugins.load()
            .tokenizers()
            .orElseThrow(
                () ->
                    new LacunaException(
                        LacunaException.Kind.CONFIG,
                        "tokenizer",
                        "none that is installed on the worker",
                        "the one that the run was planned with",
                        "put its jar where the worker finds it"));
    return Optional.of(tokenizers.open(context, dataset, backbone.shape(dataset.channels())));
  }

  private static ObjectivePlugin<?> plugin(String name) {
    ObjectivePlugin<?> plugin = Plugins.load().objectives().get(name);
    if (plugin == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "pretrain.objective",
          name,
          "an objective that is installed on the worker",
          "put its jar where the worker finds it");
    }
    return plugin;
  }
}
