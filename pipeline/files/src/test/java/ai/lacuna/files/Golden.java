package ai.lacuna.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds golden fixtures: in the folder that the system property {@code lacuna.golden} names, else
 * among the module's own test resources.
 */
public final class Golden {

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

  /** The cases of a family whose names start with {@code prefix}; fails if there is none. */
  public static Stream<GoldenCase> cases(String family, String prefix) {
    List<GoldenCase> cases = cases(family).filter(c -> c.name().startsWith(prefix)).toList();
    if (cases.isEmpty()) {
      throw new IllegalStateException("no golden case " + family + "/" + prefix + "*");
    }
    return cases.stream();
  }
}
