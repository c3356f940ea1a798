package ai.lacuna.training.checkpoint;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: folders {@code step-0000123} with {@code state.safetensors} and
 * {@code state.json}. A folder is written under a temporary name and renamed, and it counts only if
 * the sizes and digests in its {@code state.json} hold, so that a killed, truncated or damaged one
 * is never taken for complete.
 *
 * <p>One process at a time may write; not thread-safe.
 */
public final class Checkpoints {

  private static final String TENSORS = "state.safetensors";
  private static final String STATE = "state.json";
  private static final String TEMPORARY = ".writing-";
  private static final Pattern NAME = Pattern.compile("step-\\d{7,}");

  /**
   * What {@code state.json} says.
   *
   * @param schema version of this format
   * @param state the run's state
   * @param digest digest over {@code state}
   * @param files the other files
   */
  record Manifest(int schema, TrainingState state, String digest, Map<String, FileFacts> files) {}

  /** Size and SHA-256 of a file. */
  record FileFacts(long bytes, String sha256) {}

  /**
   * A complete checkpoint.
   *
   * @param state the run's state
   * @param tensors the file with all tensors
   */
  public record Found(TrainingState state, Path tensors) {}

  private final Path folder;
  private final int keep;

  /**
   * @param folder where the checkpoints lie; made when needed
   * @param keep how many complete checkpoints stay, at least 1
   */
  public Checkpoints(Path folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Makes a checkpoint and deletes those that are no longer kept.
   *
   * @param state the run's state
   * @param tensors all tensors
   */
  public void save(TrainingState state, List<Tensor> tensors) throws IOException {
    Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID());
    Files.createDirectories(temporary);
    try {
      Path file = temporary.resolve(TENSORS);
      SafetensorsWriter.write(file, tensors, Map.of());
      FileFacts facts = new FileFacts(Files.size(file), Digest.ofFile(file));
      Json.write(
          temporary.resolve(STATE), new Manifest(1, state, digest(state), Map.of(TENSORS, facts)));
      Path target = folder.resolve(String.format("step-%07d", state.step()));
      discard(target);
      AtomicFiles.rename(temporary, target);
    } finally {
      delete(temporary);
    }
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      discard(old);
    }
  }

  /**
   * The newest checkpoint that is complete and undamaged. Leftovers of killed writers are deleted;
   * damaged checkpoints are renamed to {@code damaged-step-…}.
   *
   * @param warn told about every checkpoint that had to be passed over, and why
   * @return empty if there is none
   */
  public Optional<Found> newest(Consumer<String> warn) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    for (Path leftover : list(name -> name.startsWith(TEMPORARY))) {
      delete(leftover);
    }
    for (Path checkpoint : newestFirst()) {
      try {
        return Optional.of(verified(checkpoint));
      } catch (IOException e) {
        warn.accept(
            "checkpoint "
                + checkpoint.getFileName()
                + " is damaged and passed over: "
                + e.getMessage());
        Path aside = checkpoint.resolveSibling("damaged-" + checkpoint.getFileName());
        delete(aside);
        AtomicFiles.rename(checkpoint, aside);
      }
    }
    return Optional.empty();
  }

  private static Found verified(Path checkpoint) throws IOException {
    Path json = checkpoint.resolve(STATE);
    if (!Files.exists(json)) {
      throw new IOException("it has no " + STATE);
    }
    Manifest manifest;
    try {
      manifest = Json.read(json, Manifest.class);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(STATE + " is unreadable: " + e.getOriginalMessage(), e);
    }
    if (manifest.schema() != 1) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          json.toString(),
          "schema " + manifest.schema(),
          "schema 1",
          "continue this run with the version of Lacuna that began it");
    }
    if (!manifest.digest().equals(digest(manifest.state()))) {
      throw new IOException(STATE + " does not match its own digest");
    }
    FileFacts facts = manifest.files().get(TENSORS);
    Path tensors = checkpoint.resolve(TENSORS);
    if (facts == null || !Files.exists(tensors)) {
      throw new IOException("it has no " + TENSORS);
    }
    if (Files.size(tensors) != facts.bytes()) {
      throw new IOException(
          TENSORS + " has " + Files.size(tensors) + " bytes instead of " + facts.bytes());
    }
    if (!Digest.ofFile(tensors).equals(facts.sha256())) {
      throw new IOException(TENSORS + " does not match its digest");
    }
    return new Found(manifest.state(), tensors);
  }

  private static String digest(TrainingState state) {
    return Digest.ofString(Json.line(state));
  }

  private List<Path> newestFirst() throws IOException {
    return list(name -> NAME.matcher(name).matches()).stream()
        .sorted(
            Comparator.comparingLong(
                    (Path p) -> Long.parseLong(p.getFileName().toString().substring(5)))
                .reversed())
        .toList();
  }

  private List<Path> list(java.util.function.Predicate<String> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(p -> wanted.test(p.getFileName().toString())).toList();
    }
  }

  // Renamed first, so that being killed half-way does not leave something that looks damaged.
  private void discard(Path checkpoint) throws IOException {
    if (Files.exists(checkpoint)) {
      Path doomed = folder.resolve(TEMPORARY + UUID.randomUUID());
      AtomicFiles.rename(checkpoint, doomed);
      delete(doomed);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(tree)) {
      for (Path p : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
