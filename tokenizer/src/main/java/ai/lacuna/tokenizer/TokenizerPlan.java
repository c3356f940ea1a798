package ai.lacuna.tokenizer;

import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Recompute;
import ai.lacuna.tokenizer.cache.LiveTokens;
import ai.lacuna.tokenizer.cache.StoredTokens;
import ai.lacuna.tokenizer.cache.TokenView;
import ai.lacuna.tokenizer.codebook.Measurement;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.TokenizerFiles;
import ai.lacuna.tokenizer.stage.ImportTokenizerStage;
import ai.lacuna.tokenizer.stage.TokenizeStage;
import ai.lacuna.tokenizer.stage.TrainTokenizerStage;
import ai.lacuna.tokenizer.train.DvaeSettings;
import ai.lacuna.training.TokenSource;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.Tokenizers;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import ai.lacuna.workflow.store.Artifact;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the section {@code tokenizer} and adds its stages to a plan. */
final class TokenizerPlan implements Tokenizers {

  static final String SECTION = "tokenizer";
  static final String TOKENIZER = "tokenizer";
  static final String TOKENS = "tokens";
  private static final String MODEL = "model";
  private static final String PATH = "path";
  private static final Set<String> COMMON = names(TokenizerConfig.class);
  private static final Set<String> DRAWING = names(DvaeSettings.class);
  private static final Set<String> TRAINING = names(TrainingConfig.class);

  // What is planned for: patches are missing where no encoder is.
  private record Wanted(
      Grid grid, ImageShape encoder, ViewSpec view, DvaeConfig model, String why) {

    int channels() {
      return encoder.channels();
    }
  }

  @Override
  public int vocabulary(Planning planning, BackboneConfig backbone) {
    Setting model = planning.section(SECTION).at(MODEL);
    DvaeConfig derived = TokenizerDefaults.model(backbone);
    JsonNode given = model.at("vocabulary").node();
    if (given.isInt() && given.asInt() > 0) {
      return given.asInt();
    }
    String type = model.at(Configs.TYPE).node().asText(derived.type());
    return type.equals(derived.type()) ? derived.vocabulary() : Published.vocabulary(type);
  }

  @Override
  public Optional<Map<String, String>> plan(Planning planning, Request request) {
    BackboneConfig backbone = request.backbone();
    ViewSpec view = request.plan().view();
    Wanted wanted =
        new Wanted(
            backbone.grid(),
            backbone.shape(request.channels()),
            view,
            TokenizerDefaults.model(backbone),
            "'" + request.objective() + "' asks for tokens");
    Optional<TokenizerConfig> config = tokenizer(planning, wanted);
    boolean fits =
        config.isPresent()
            && ViewChecks.fits(planning, request.plan(), config.get(), wanted.encoder());
    if (!fits || planning.stage(TOKENIZER).isEmpty()) {
      return Optional.empty();
    }
    int crops = ViewChecks.fixed(view) ? Math.max(1, config.get().crops()) : config.get().crops();
    if (crops == 0) {
      return Optional.of(Map.of(TOKENIZER, TOKENIZER));
    }
    planning.add(
        TokenizeStage.of(TOKENS, view, backbone, crops)
            .withSeed(planning.seed())
            .withInput(TokenizeStage.DATA, Planning.TRAIN_DATA)
            .withInput(TokenizeStage.TOKENIZER, TOKENIZER)
            .withNote(
                crops == 1
                    ? "one crop of each image"
                    : crops + " crops of each image; the encoder is shown no others"));
    return Optional.of(Map.of(TOKENS, TOKENS));
  }

  @Override
  public void check(Planning planning, BackboneConfig backbone) {
    if (planning.section(SECTION).isPresent()) {
      DvaeConfig model = TokenizerDefaults.model(backbone);
      ViewSpec view = ViewSpec.randomResizedCrop();
      tokenizer(
          planning,
          new Wanted(backbone.grid(), backbone.shape(channels(planning)), view, model, "?"));
    }
  }

  private static int channels(Planning planning) {
    return planning.outline(Planning.TRAIN_DATA).map(DatasetOutline::channels).orElse(3);
  }

  /** A tokenizer for its own sake, in a recipe without an encoder. */
  void alone(Planning planning) {
    Setting section = planning.section(SECTION);
    Setting size = section.at("image");
    if (!size.isPresent()) {
      size.problem(
          "nothing",
          "the size of its images in pixels",
          "add 'image: 32', or a section 'pretrain' with an encoder to make tokens for");
      return;
    }
    int side = size.node().isArray() ? size.node().path(0).asInt(112) : size.node().asInt(112);
    DvaeConfig model = TokenizerDefaults.model(side, side >= 64 ? 8 : 4);
    Grid anything = new Grid(1, 1);
    ViewSpec view = ViewSpec.randomResizedCrop();
    ImageShape image = new ImageShape(channels(planning), side, side);
    tokenizer(planning, new Wanted(anything, image, view, model, ""));
  }

  // Adds the stage that makes the tokenizer, if nothing is wrong.
  private static Optional<TokenizerConfig> tokenizer(Planning planning, Wanted wanted) {
    Setting section = planning.section(SECTION);
    boolean imported = section.at(PATH).isPresent();
    Set<String> others = new HashSet<>(Set.of(MODEL));
    others.addAll(imported ? Set.of(PATH) : DRAWING);
    others.addAll(imported ? Set.of() : TRAINING);
    Optional<DvaeConfig> model = section.at(MODEL).bind(DvaeConfig.class, wanted.model(), Set.of());
    TokenizerConfig defaults = TokenizerDefaults.of(wanted.grid(), model.orElse(wanted.model()));
    Optional<TokenizerConfig> config = section.bind(defaults, others);
    Optional<Design> design =
        model.isPresent() && config.isPresent()
            ? design(section, model.get(), config.get(), wanted)
            : Optional.empty();
    Optional<StageSpec> spec =
        imported ? importing(section, design, config) : training(planning, design, config, wanted);
    Optional<DatasetOutline> data = planning.outline(Planning.TRAIN_DATA);
    if (data.isPresent() && config.isPresent()) {
      checkMemory(section, config.get(), wanted.grid(), data.get());
    }
    if (spec.isEmpty() || data.isEmpty()) {
      return Optional.empty();
    }
    StageSpec noted = spec.get().withNote(design.orElseThrow().architecture().summary());
    if (!section.isPresent()) {
      noted =
          noted.withNote(
              "trained by default, because %s and the recipe has no section 'tokenizer'"
                  .formatted(wanted.why()));
    }
    planning.add(noted.withInput(TrainTokenizerStage.DATA, Planning.TRAIN_DATA));
    return config;
  }

  private static Optional<Design> design(
      Setting section, DvaeConfig model, TokenizerConfig config, Wanted wanted) {
    int stride = model.stride();
    boolean divides = config.height() % stride == 0 && config.width() % stride == 0;
    if (!divides) {
      section
          .at("image")
          .problem(
              config.image().toString(),
              "multiples of " + stride + ", the side of a token's square in the model",
              "");
      return Optional.empty();
    }
    Design design =
        new Design(
            model,
            config.likelihood(),
            new ImageShape(wanted.channels(), config.height(), config.width()));
    if (!wanted.why().isEmpty() && !design.grid().equals(wanted.grid())) {
      section
          .at("image")
          .problem(
              config.image() + ", which makes " + design.grid() + " tokens",
              "a token for each of the encoder's " + wanted.grid() + " patches",
              "leave it out, or set %d x %d"
                  .formatted(wanted.grid().rows() * stride, wanted.grid().columns() * stride));
      return Optional.empty();
    }
    return Optional.of(design);
  }

  private static Optional<StageSpec> importing(
      Setting section, Optional<Design> design, Optional<TokenizerConfig> config) {
    Optional<Path> file = section.at(PATH).text().map(Path::of);
    if (file.isEmpty() || design.isEmpty() || config.isEmpty()) {
      return Optional.empty();
    }
    Setting path = section.at(PATH);
    if (!Files.isRegularFile(file.get())) {
      path.problem("a file in safetensors format", "check the path");
      return Optional.empty();
    }
    try {
      Problems problems = new Problems();
      TokenizerFiles.check(file.get(), design.get(), problems);
      for (Problem problem : problems.list()) {
        path.problem(
            "tensor " + problem.path() + ": " + problem.given(), problem.expected(), problem.fix());
      }
      return problems.isEmpty()
          ? Optional.of(
              ImportTokenizerStage.of(TOKENIZER, design.get(), file.get(), config.get().gates()))
          : Optional.empty();
    } catch (IOException e) {
      path.problem(String.valueOf(e.getMessage()), "a complete safetensors file", "");
      return Optional.empty();
    }
  }

  private static Optional<StageSpec> training(
      Planning planning, Optional<Design> design, Optional<TokenizerConfig> config, Wanted wanted) {
    Setting section = planning.section(SECTION);
    Set<String> forDrawing = new HashSet<>(COMMON);
    forDrawing.add(MODEL);
    Set<String> forTraining = new HashSet<>(forDrawing);
    forDrawing.addAll(TRAINING);
    forTraining.addAll(DRAWING);
    Optional<DvaeSettings> settings = section.bind(drawing(design, wanted), forDrawing);
    Optional<TrainingConfig> training = section.bind(TokenizerDefaults.training(), forTraining);
    training.ifPresent(t -> checkTraining(section, t, planning));
    if (design.isEmpty() || config.isEmpty() || settings.isEmpty() || training.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        TrainTokenizerStage.of(
                TOKENIZER,
                design.get(),
                TokenView.training(wanted.view(), wanted.encoder(), design.get().image()),
                settings.get(),
                training.get(),
                config.get().gates())
            .withSeed(planning.seed()));
  }

  private static DvaeSettings drawing(Optional<Design> design, Wanted wanted) {
    DvaeConfig model = design.map(Design::architecture).orElse(wanted.model());
    return DvaeSettings.of(
        model, design.map(Design::likelihood).orElseGet(() -> TokenizerDefaults.likelihood(model)));
  }

  private static void checkTraining(Setting section, TrainingConfig training, Planning planning) {
    if (training.layerDecay() != 1) {
      section.at("layerDecay").problem("1, since a tokenizer has no layers to decay", "remove it");
    }
    if (training.dropPath() != 0) {
      section.at("dropPath").problem("0, since a tokenizer drops no branches", "remove it");
    }
    if (training.recompute() != Recompute.NOTHING) {
      section
          .at("recompute")
          .problem("nothing, since a tokenizer keeps all that it computes", "remove it");
    }
    long images = planning.outline(Planning.TRAIN_DATA).map(DatasetOutline::images).orElse(-1L);
    long trained = images - images / Measurement.heldOutEvery(images);
    if (images >= 0 && training.batch() > trained) {
      section
          .at("batch")
          .problem(
              Integer.toString(training.batch()),
              "at most the number of training images less those held out (" + trained + ")",
              "lower the batch or bring more images");
    }
  }

  private static void checkMemory(
      Setting section, TokenizerConfig config, Grid grid, DatasetOutline data) {
    double tokens = (double) data.images() * config.crops() * grid.size();
    if (tokens > Integer.MAX_VALUE) {
      section
          .at("crops")
          .problem(
              "%d, which makes %.0f tokens".formatted(config.crops(), tokens),
              "at most 2^31 tokens, which are held in memory",
              "store fewer crops, or set 0 to compute tokens in each step");
    }
  }

  @Override
  public TokenSource open(StageContext context, Dataset dataset, ImageShape encoder)
      throws IOException {
    if (context.inputs().containsKey(TOKENS)) {
      Artifact tokens = context.input(TOKENS);
      return StoredTokens.read(tokens.folder(), tokens.digest(), dataset.rows());
    }
    Artifact tokenizer = context.input(TOKENIZER);
    return new LiveTokens(tokenizer.folder(), tokenizer.digest(), encoder);
  }

  private static Set<String> names(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toUnmodifiableSet());
  }
}
