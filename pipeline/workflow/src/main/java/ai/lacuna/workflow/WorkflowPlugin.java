package ai.lacuna.workflow;

import ai.lacuna.api.config.Config;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings recipe sections, stages, reports, recipes and commands. Every method but {@link #name} has
 * an empty default: a plugin overrides what it has.
 *
 * <p>Found by listing the implementation in {@code
 * META-INF/services/ai.lacuna.workflow.WorkflowPlugin}; it needs a public constructor without
 * arguments, which must be cheap: listings and workers call it too.
 */
public interface WorkflowPlugin {

  /** Unique name, lower case with hyphens, such as {@code evaluation}. */
  String name();

  /** The recipe sections that it owns. No two plugins own the same one. */
  default Set<String> sections() {
    return Set.of();
  }

  /** The stage code that it brings. Workers find it here by {@link Stage#type()}. */
  default List<Stage> stages() {
    return List.of();
  }

  /**
   * Where it stands among the plugins when plans are made: lower numbers first, so that the stages
   * it needs exist. Built in are {@code data} at 0 and {@code pretrain} at 100; an evaluation of
   * encoders belongs above.
   */
  default int order() {
    return 200;
  }

  /**
   * Reads its sections and adds its stages. Called even when other sections have problems, so that
   * all problems come together; see {@link Planning#stage}.
   */
  default void plan(Planning planning) {}

  /** The writer of run folders; at most one plugin has one. */
  default Optional<Reporter> reporter() {
    return Optional.empty();
  }

  /** The maker of tokenizers; at most one plugin has one. */
  default Optional<Tokenizers> tokenizers() {
    return Optional.empty();
  }

  /**
   * What its stages have to say in the report of a run, after the results. Called when the run has
   * ended; nothing by default.
   */
  default List<ReportSection> sections(FinishedRun run) throws IOException {
    return List.of();
  }

  /** Built-in recipes: resource names beside the plugin class, each {@code NAME.yaml}. */
  default List<String> recipes() {
    return List.of();
  }

  /** What it offers by name to recipes, for {@code lacuna plugins}. */
  default List<Part> parts() {
    return List.of();
  }

  /**
   * Further commands, as picocli command objects; they may have a {@code @ParentCommand} field of
   * the main command's type.
   */
  default List<Object> commands() {
    return List.of();
  }

  /**
   * Something that a recipe can name.
   *
   * @param group what it is, such as {@code protocol}
   * @param name what a recipe calls it
   * @param summary one line
   * @param configType its settings, a record with {@code defaults()}; null if it has none
   */
  record Part(
      String group, String name, String summary, @Nullable Class<? extends Config> configType) {}
}
