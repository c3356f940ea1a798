package ai.lacuna.workflow;

import ai.lacuna.api.config.Config;
import ai.lacuna.workflow.store.Artifact;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;

/** What one attempt at a stage has at hand. Safe for use by several threads. */
public interface StageContext {

  /** The fact that holds what {@link #warn} was told. */
  String WARNING = "warning";

  /** The stage's id in the plan, such as {@code knn.pretrain}. */
  String id();

  /** The settings as the plan gave them. */
  JsonNode config();

  /** The settings as a record. */
  <C extends Record & Config> C config(Class<C> type);

  /**
   * The seed that the plan gave.
   *
   * @throws IllegalStateException if the plan gave none, because then results must not depend on
   *     one
   */
  long seed();

  /**
   * A complete, verified artifact.
   *
   * @param role the name that the plan gave to this input
   * @throws IllegalArgumentException if there is no such role
   */
  Artifact input(String role);

  /** All inputs by role. */
  Map<String, Artifact> inputs();

  /** The folder whose files become the artifact once the stage has ended well. */
  Path output();

  /** A folder for checkpoints: survives kills and retries, is deleted after success. */
  Path scratch();

  /** How many threads the stage may use. */
  int threads();

  /** Where tensors live: {@code cpu} or {@code gpu}. */
  String device();

  /** Where to say how far the work is. */
  Progress progress();

  /**
   * Notes something about how the artifact came to be, such as {@code ("engine", "PyTorch 2.7.1")};
   * it lands in the manifest's provenance and in the report.
   */
  void fact(String key, String value);

  /**
   * Notes something that whoever uses the artifact should know; it is said in each run that does,
   * also where the artifact is cached. A second warning replaces the first.
   */
  default void warn(String text) {
    fact(WARNING, text);
  }

  /**
   * Makes sure that this attempt is still the one that may write; call it before replacing a
   * checkpoint.
   *
   * @throws ai.lacuna.workflow.store.LostLeaseException if it is not
   */
  void requireLease();
}
