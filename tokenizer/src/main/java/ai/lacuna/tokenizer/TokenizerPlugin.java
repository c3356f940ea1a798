package ai.lacuna.tokenizer;

import ai.lacuna.tokenizer.dvae.DalleConfig;
import ai.lacuna.tokenizer.dvae.DallePytorchConfig;
import ai.lacuna.tokenizer.stage.ImportTokenizerStage;
import ai.lacuna.tokenizer.stage.TokenizeStage;
import ai.lacuna.tokenizer.stage.TrainTokenizerStage;
import ai.lacuna.tokenizer.train.DvaeSettings;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.ReportSection;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.Tokenizers;
import ai.lacuna.workflow.WorkflowPlugin;
import ai.lacuna.workflow.recipe.Setting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Owns the section {@code tokenizer}. Its stages become part of a run when an objective asks for
 * tokens, whether the recipe has the section or not.
 */
public final class TokenizerPlugin implements WorkflowPlugin {

  private static final String GROUP = "tokenizer";

  @Override
  public String name() {
    return "tokenizer";
  }

  @Override
  public Set<String> sections() {
    return Set.of(TokenizerPlan.SECTION);
  }

  @Override
  public List<Stage> stages() {
    return List.of(new TrainTokenizerStage(), new ImportTokenizerStage(), new TokenizeStage());
  }

  // After the pre-training, which has called for tokens by then, or not.
  @Override
  public int order() {
    return 110;
  }

  @Override
  public Optional<Tokenizers> tokenizers() {
    return Optional.of(new TokenizerPlan());
  }

  @Override
  public void plan(Planning planning) {
    Setting section = planning.section(TokenizerPlan.SECTION);
    Setting pretrain = planning.section("pretrain");
    boolean planned = planning.stage(TokenizerPlan.TOKENIZER).isPresent();
    if (!section.isPresent() || planned) {
      return;
    }
    if (!pretrain.isPresent()) {
      new TokenizerPlan().alone(planning);
    } else if (planning.stage(Planning.ENCODER).isPresent()) {
      section.problem(
          "a tokenizer",
          "none, since '%s' asks for no tokens".formatted(pretrain.at("objective").node().asText()),
          "remove the section, or choose another objective");
    }
  }

  @Override
  public List<ReportSection> sections(FinishedRun run) throws IOException {
    return TokenizerReport.of(run);
  }

  @Override
  public List<Part> parts() {
    return List.of(
        new Part(GROUP, "section", "The section 'tokenizer' of a recipe.", TokenizerConfig.class),
        new Part(GROUP, "training", "Its settings when one is trained.", DvaeSettings.class),
        new Part(
            GROUP,
            "model dalle-pytorch",
            "Strided convolutions and residual blocks (DALLE-pytorch).",
            DallePytorchConfig.class),
        new Part(
            GROUP,
            "model dalle",
            "Groups of residual blocks with pooling (Ramesh et al. 2021).",
            DalleConfig.class));
  }
}
