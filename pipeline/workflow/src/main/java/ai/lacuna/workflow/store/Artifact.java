package ai.lacuna.workflow.store;

import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A complete artifact.
 *
 * @param folder where its files lie
 * @param manifest what it is
 */
public record Artifact(Path folder, Manifest manifest) {

  /** Reads the manifest of a folder; digests are not verified here. */
  public static Artifact open(Path folder) throws IOException {
    return new Artifact(folder, Json.read(folder.resolve(Manifest.FILE), Manifest.class));
  }

  /** What it is, such as {@code encoder}. */
  public String kind() {
    return manifest.kind();
  }

  /** Digest of what it was made from. */
  public String fingerprint() {
    return manifest.fingerprint();
  }

  /** Digest of its content. */
  public String digest() {
    return manifest.digest();
  }

  /** A file of it. */
  public Path file(String path) {
    return folder.resolve(path);
  }
}
