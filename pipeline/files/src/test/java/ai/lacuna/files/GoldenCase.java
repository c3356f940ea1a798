package ai.lacuna.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One golden fixture: settings, notes and tensors of a reference computation. */
public final class GoldenCase {

  private final Path folder;
  private final JsonNode description;
  private final SafetensorsFile tensors;

  private GoldenCase(Path folder, JsonNode description, SafetensorsFile tensors) {
    this.folder = folder;
    this.description = description;
    this.tensors = tensors;
  }

  static GoldenCase open(Path folder) {
    try {
      return new GoldenCase(
          folder,
          Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("case.json"))),
          SafetensorsFile.open(folder.resolve("case.safetensors")));
    } catch (IOException e) {
      throw new UncheckedIOException("unreadable golden case " + folder, e);
    }
  }

  /** The folder's name, such as {@code norm_pix_true_64p16}. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** A file beside the tensors. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The whole {@code case.json}. */
  public JsonNode description() {
    return description;
  }

  /** The settings of the reference run. */
  public JsonNode config() {
    return description.path("config");
  }

  public boolean has(String tensor) {
    return tensors.names().contains(tensor);
  }

  /** The tensor names that start with {@code prefix}, without it. */
  public List<String> names(String prefix) {
    return tensors.names().stream()
        .filter(n -> n.startsWith(prefix))
        .map(n -> n.substring(prefix.length()))
        .toList();
  }

  public long[] shape(String tensor) {
    return tensors.entry(tensor).shape();
  }

  public float[] floats(String tensor) {
    try {
      return tensors.floats(tensor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long[] longs(String tensor) {
    try {
      return tensors.longs(tensor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
