package ai.lacuna.workflow.catalog;

import ai.lacuna.api.config.Problem;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;

/** Finds jars that do not open, such as half of a download: class loaders are silent about them. */
final class BrokenJars {

  private BrokenJars() {}

  /** What is wrong with the jars that a class loader was given. */
  static List<Problem> of(ClassLoader loader) {
    List<Problem> problems = new ArrayList<>();
    if (loader instanceof URLClassLoader jars) {
      for (URL url : jars.getURLs()) {
        PluginChecks.path(url).flatMap(BrokenJars::problem).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private static Optional<Problem> problem(Path jar) {
    if (Files.isDirectory(jar)) {
      return Optional.empty();
    }
    try (JarFile opened = new JarFile(jar.toFile())) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Problem(
              "jar " + jar.getFileName() + " in " + jar.getParent(),
              "a file that does not open: " + e.getMessage(),
              "a whole jar",
              "build or download it anew, or remove it"));
    }
  }
}
