package ai.lacuna.workflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the jars of the distribution's {@code plugins} folder and of {@code --plugins} folders
 * visible. This happens before the command line is parsed, because plugins bring commands.
 */
final class PluginLoader {

  private static final String OPTION = "--plugins";

  private PluginLoader() {}

  /** Sets the current thread's class loader, which new threads inherit. */
  static void install(String[] args) {
    List<URL> jars = new ArrayList<>();
    for (Path folder : folders(args)) {
      jars.addAll(jars(folder));
    }
    if (!jars.isEmpty()) {
      ClassLoader parent = PluginLoader.class.getClassLoader();
      // Never closed: its classes are in use until the process ends.
      Thread.currentThread()
          .setContextClassLoader(new URLClassLoader("plugins", jars.toArray(URL[]::new), parent));
    }
  }

  private static List<Path> folders(String[] args) {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("lacuna.home", "");
    if (!home.isEmpty()) {
      folders.add(Path.of(home, "plugins"));
    }
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(OPTION + "=")) {
        folders.add(Path.of(args[i].substring(OPTION.length() + 1)));
      } else if (args[i].equals(OPTION) && i + 1 < args.length) {
        folders.add(Path.of(args[i + 1]));
      }
    }
    return folders;
  }

  private static List<URL> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<URL> jars = new ArrayList<>();
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(url(jar));
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
