package ai.lacuna.data.source;

import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Adds up what a source's digest covers: its settings but the place, names and contents. */
public final class ContentDigest {

  private final FileDigests digests;
  private final StringBuilder text = new StringBuilder();

  /**
   * Starts with the settings.
   *
   * @param config all but its {@code path} counts
   * @param digests of whole files
   */
  public ContentDigest(Record config, FileDigests digests) {
    this.digests = digests;
    ObjectNode settings = Json.MAPPER.valueToTree(config);
    settings.remove("path");
    text.append(Json.line(settings)).append('\n');
  }

  /** Adds a text. */
  public ContentDigest add(String part) {
    text.append(part.length()).append(' ').append(part).append('\n');
    return this;
  }

  /** Adds a file that the source cannot do without. */
  public ContentDigest file(String name, Path file) {
    try {
      return add(name).add(digests.of(file));
    } catch (IOException e) {
      throw Places.unreadable(file, e);
    }
  }

  /** Adds images: their names, and the contents of those that can be had. */
  public ContentDigest images(ImageFiles files, Collection<String> paths) {
    return add(
        paths.parallelStream()
            .map(path -> path + "\0" + content(files, path))
            .collect(Collectors.joining("\n")));
  }

  private String content(ImageFiles files, String path) {
    try {
      return digests.of(files.resolve(path));
    } catch (ImageFiles.Refusal | IOException e) {
      return "unreadable"; // an import will refuse it and say so
    }
  }

  /** The digest of all that was added. */
  public String value() {
    return Digest.ofString(text.toString());
  }
}
