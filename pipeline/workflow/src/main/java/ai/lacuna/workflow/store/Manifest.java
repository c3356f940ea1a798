package ai.lacuna.workflow.store;

import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an artifact consists of and how it came to be: {@code manifest.json}. An artifact exists
 * once its manifest does.
 *
 * @param schema version of this format, 1
 * @param kind what the artifact is, such as {@code encoder}
 * @param stage the id that its stage had in the plan
 * @param ingredients everything that its fingerprint covers
 * @param fingerprint digest of {@code ingredients}
 * @param digest digest of the content files' names and digests
 * @param files every file but the manifest, sorted by path
 * @param unhashed settings that say where something lay; not covered by the fingerprint
 * @param provenance how it was made: code version, host, engine, times
 * @param checksum digest of all of the above
 */
public record Manifest(
    int schema,
    String kind,
    String stage,
    Ingredients ingredients,
    String fingerprint,
    String digest,
    List<Entry> files,
    JsonNode unhashed,
    Map<String, String> provenance,
    String checksum) {

  /** The file's name inside an artifact. */
  public static final String FILE = "manifest.json";

  /** The version of the format that this code writes. */
  public static final int SCHEMA = 1;

  /** Whether a file counts towards the artifact's digest. */
  public enum Role {
    CONTENT,
    /** A record of how the work went: verified like content, but no part of the digest. */
    RECORD
  }

  /**
   * One file.
   *
   * @param path relative, with slashes
   * @param bytes its size
   * @param sha256 its digest
   * @param role whether it counts towards the artifact's digest
   */
  public record Entry(String path, long bytes, String sha256, Role role) {}

  /**
   * An input.
   *
   * @param kind the kind of the artifact
   * @param fingerprint what the input was made from
   * @param digest the content that was used
   */
  public record Parent(String kind, String fingerprint, String digest) {}

  /**
   * What an artifact is made from.
   *
   * @param type the stage's code
   * @param codeVersion its version
   * @param config its settings
   * @param seed its seed as text, or empty
   * @param inputs the inputs by role
   */
  public record Ingredients(
      String type,
      int codeVersion,
      JsonNode config,
      String seed,
      SortedMap<String, Parent> inputs) {

    public Ingredients {
      inputs = new TreeMap<>(inputs);
    }
  }

  public Manifest {
    files = List.copyOf(files);
    provenance = new TreeMap<>(provenance);
  }

  /** The digest of the content among these files: it depends on their names and bytes only. */
  public static String contentDigest(List<Entry> files) {
    return Digest.ofString(
        files.stream()
            .filter(f -> f.role() == Role.CONTENT)
            .map(f -> Json.line(f.path()) + " " + f.sha256())
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /** This with the checksum that belongs to it. */
  Manifest withChecksum() {
    Manifest blank =
        new Manifest(
            schema, kind, stage, ingredients, fingerprint, digest, files, unhashed, provenance, "");
    return new Manifest(
        schema,
        kind,
        stage,
        ingredients,
        fingerprint,
        digest,
        files,
        unhashed,
        provenance,
        Digest.ofString(Json.line(blank)));
  }

  /** All bytes of the files. */
  public long bytes() {
    return files.stream().mapToLong(Entry::bytes).sum();
  }
}
