package ai.lacuna.workflow.store;

import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an artifact is made: {@code store/KIND/FINGERPRINT.work/}. It survives kills, so that the
 * next attempt goes on from what is there.
 *
 * @param folder the folder itself
 */
public record WorkFolder(Path folder) {

  private static final String INGREDIENTS = "ingredients.json";

  /** What becomes the artifact. */
  public Path output() {
    return folder.resolve("output");
  }

  /** Checkpoints of the stage. */
  public Path scratch() {
    return folder.resolve("scratch");
  }

  /** Results of the shards that are done. */
  public Path shards() {
    return folder.resolve("shards");
  }

  /** How many shards there are in all. */
  public Path shardCount() {
    return folder.resolve("shard-count.json");
  }

  /** Why the last attempt failed, if it said so. */
  public Path failure() {
    return folder.resolve("failure.json");
  }

  /** Numbers of the attempts, see {@link Fence}. */
  public Path attempts() {
    return folder.resolve("attempts");
  }

  /** How far the work is. */
  public Path progress() {
    return folder.resolve("progress.json");
  }

  /** What the work noted for the provenance. */
  public Path facts() {
    return folder.resolve("facts");
  }

  Path leases() {
    return folder.resolve("leases");
  }

  /**
   * Readies the folder for work with these ingredients: leftovers of the same work are kept, those
   * of other inputs are removed.
   */
  public void prepare(Manifest.Ingredients ingredients) throws IOException {
    Path file = folder.resolve(INGREDIENTS);
    String text = Json.pretty(ingredients);
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Folders.delete(output());
      Folders.delete(scratch());
      Folders.delete(shards());
      Folders.delete(facts());
      Json.write(file, ingredients);
    }
    Files.createDirectories(output());
    Files.createDirectories(scratch());
    Files.createDirectories(shards());
    Files.createDirectories(facts());
  }

  /** Whether an earlier attempt left something to go on from. */
  public boolean hasLeftovers() throws IOException {
    return Folders.hasFiles(output()) || Folders.hasFiles(scratch()) || Folders.hasFiles(shards());
  }
}
