package ai.lacuna.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds golden fixtures: in the folder that the system property {@code lacuna.golden} names, else
 * among the module's own test resources.
 */
public final class Golden {

  // How the names of the cases begin that tests of any module read. Families that are not here have
  // cases of what is not built.
  private static final Map<String, List<String>> READ =
      Map.of(
          "aim", List.of("attentive_probe", "prefix_causal"),
          "beit", List.of("block_relpos", "masking", "shared_relpos"),
          "dino", List.of("full_step", "loss"),
          "ibot", List.of("full_step", "loss", "mask"),
          "init",
              List.of(
                  "aim", "beit", "data2vec", "ibot", "mae", "mocov3", "simmim_swin", "simmim_vit"),
          "mae", List.of("curve", "norm_pix", "sincos"),
          "mocov3", List.of("contrastive", "full_step"),
          "simmim", List.of("mask_generator", "swin", "vit"));

  private Golden() {}

  /** The folder that holds the families. */
  public static Path folder() {
    String given = System.getProperty("lacuna.golden", "");
    return given.isBlank() ? Path.of("src/test/resources/golden") : Path.of(given);
  }

  /**
   * All cases of a family, sorted; fails if there is none.
   *
   * @param family such as {@code mae}
   */
  public static Stream<GoldenCase> cases(String family) {
    Path root = folder().resolve(family);
    try (Stream<Path> folders = Files.list(root)) {
      List<GoldenCase> cases =
          folders
              .filter(f -> Files.exists(f.resolve("case.json")))
              .sorted()
              .map(GoldenCase::open)
              .toList();
      if (cases.isEmpty()) {
        throw new IllegalStateException("no golden case in " + root);
      }
      return cases.stream();
    } catch (IOException e) {
      throw new UncheckedIOException("golden fixtures of '" + family + "' are missing", e);
    }
  }

  /**
   * The cases of a family whose names start with {@code prefix}; fails if there is none, or if one
   * of the others is read by no test.
   */
  public static Stream<GoldenCase> cases(String family, String prefix) {
    List<GoldenCase> all = cases(family).toList();
    requireRead(family, prefix, all.stream().map(GoldenCase::name).toList());
    List<GoldenCase> cases = all.stream().filter(c -> c.name().startsWith(prefix)).toList();
    if (cases.isEmpty()) {
      throw new IllegalStateException("no golden case " + family + "/" + prefix + "*");
    }
    return cases.stream();
  }

  static void requireRead(String family, String prefix, List<String> names) {
    List<String> read = READ.get(family);
    if (read == null) {
      return;
    }
    if (!read.contains(prefix)) {
      throw new IllegalStateException(
          "golden cases %s/%s* are read, expected one of %s; add the new kind to Golden.READ"
              .formatted(family, prefix, read));
    }
    List<String> unread =
        names.stream().filter(name -> read.stream().noneMatch(name::startsWith)).toList();
    if (!unread.isEmpty()) {
      throw new IllegalStateException(
          "no test reads the golden cases %s of %s, expected names that begin with one of %s;"
                  .formatted(unread, family, read)
              + " rename them, or add a test of their kind and the kind to Golden.READ");
    }
  }
}
