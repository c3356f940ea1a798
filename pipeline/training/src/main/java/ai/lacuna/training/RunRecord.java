package ai.lacuna.training;

import ai.lacuna.files.Json;
import ai.lacuna.model.Precision;
import ai.lacuna.training.checkpoint.Checkpoints;
import ai.lacuna.training.checkpoint.TrainingState;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run settled when it first began, kept in {@code run.json} of its work folder, and the
 * newest checkpoint it goes on from.
 *
 * @param identity every setting that the result depends on
 * @param choice what the machine at hand decided
 * @param attempts how many times the run was begun, this one included
 * @param checkpoint where it goes on; empty = at the beginning
 */
public record RunRecord(
    JsonNode identity, Choice choice, int attempts, Optional<Checkpoints.Found> checkpoint) {

  private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);

  /**
   * What is chosen once by looking at the machine, and then kept: rounding depends on both.
   *
   * @param precision the precision that computes
   * @param threads threads that compute
   */
  public record Choice(String precision, int threads) {

    /** A choice of this precision. */
    public static Choice of(Precision precision, int threads) {
      return new Choice(precision.name().toLowerCase(Locale.ROOT), threads);
    }

    /** The precision that computes. */
    public Precision arithmetic() {
      return Precision.valueOf(precision.toUpperCase(Locale.ROOT));
    }
  }

  /** The text of {@code run.json}. */
  record Saved(int schema, JsonNode identity, Choice choice, int attempts) {}

  /**
   * Begins an attempt.
   *
   * @param work the run's work folder, of which this process is the only user
   * @param settings every setting that the result depends on, representable as JSON
   * @param config how many checkpoints stay
   * @param choose looks at the machine; called only if the run was never begun before
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if the folder belongs to a run with
   *     other settings, naming each
   */
  public static RunRecord begin(
      Path work, Object settings, TrainingConfig config, Supplier<Choice> choose)
      throws IOException {
    JsonNode identity = Identity.of(settings);
    Path file = work.resolve("run.json");
    Optional<Saved> before = read(file);
    before.ifPresent(saved -> Identity.requireSame(identity, saved.identity()));
    Optional<Checkpoints.Found> checkpoint = checkpoints(work, config).newest(LOG::warn);
    checkpoint.ifPresent(found -> Identity.requireSame(identity, found.state().identity()));
    Choice choice =
        checkpoint
            .map(found -> choiceOf(found.state()))
            .or(() -> before.map(Saved::choice))
            .orElseGet(choose);
    int attempts = 1 + before.map(Saved::attempts).orElse(0);
    Json.write(file, new Saved(1, identity, choice, attempts));
    return new RunRecord(identity, choice, attempts, checkpoint);
  }

  static Checkpoints checkpoints(Path work, TrainingConfig config) {
    return new Checkpoints(work.resolve("checkpoints"), config.keepCheckpoints());
  }

  private static Choice choiceOf(TrainingState state) {
    return new Choice(state.precision(), state.threads());
  }

  private static Optional<Saved> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(file, Saved.class));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      LOG.warn("{} is damaged and passed over: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
