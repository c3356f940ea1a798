package ai.lacuna.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.PatchMask;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /**
   * A float32 tensor as an array; several of them one after the other along the first axis.
   *
   * @param manager owns the array
   */
  public NDArray array(NDManager manager, String... names) {
    @Nullable NDArray array = null;
    for (String name : names) {
      NDArray next = manager.create(floats(name), new Shape(shape(name)));
      array = array == null ? next : array.concat(next);
    }
    return Objects.requireNonNull(array);
  }

  /**
   * Masks, 1 = hidden.
   *
   * @param tensor int64, (B, N) or (B, rows, columns)
   */
  public List<PatchMask> masks(String tensor) {
    long[] flags = longs(tensor);
    int images = (int) shape(tensor)[0]; // B
    int patches = flags.length / images; // N
    List<PatchMask> masks = new ArrayList<>();
    for (int b = 0; b < images; b++) {
      boolean[] hidden = new boolean[patches];
      for (int i = 0; i < patches; i++) {
        hidden[i] = flags[b * patches + i] == 1;
      }
      masks.add(PatchMask.of(hidden));
    }
    return masks;
  }

  @Override
  public String toString() {
    return name();
  }
}
