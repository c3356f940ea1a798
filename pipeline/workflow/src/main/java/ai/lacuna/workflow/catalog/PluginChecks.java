package ai.lacuna.workflow.catalog;

import ai.lacuna.api.ObjectivePlugin;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.stability.Contract;
import ai.lacuna.workflow.recipe.Configs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a plugin has to be before anybody uses it. */
final class PluginChecks {

  /** The remedy for a jar whose classes do not fit those of the host. */
  static final String REBUILD =
      "build it against this version: recompile with its lacuna-api, or use a newer jar";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PROVIDER = Pattern.compile("Provider (\\S+) ");

  private PluginChecks() {}

  /** The jar or folder that a class came from. */
  static Optional<Path> file(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL url = source == null ? null : source.getLocation();
    return url == null ? Optional.empty() : path(url);
  }

  /** The file that a URL names, if it names one. */
  static Optional<Path> path(URL url) {
    try {
      URI uri = url.toURI();
      return uri.getScheme().equals("file") ? Optional.of(Path.of(uri)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Why a class was built against another contract; empty if it was not, or does not say. */
  static Optional<Problem> contract(Class<?> type) {
    Optional<Path> jar = file(type).filter(Files::isRegularFile);
    Optional<String> version = jar.flatMap(PluginChecks::version);
    String own = Integer.toString(Contract.VERSION);
    return version
        .filter(v -> !v.equals(own))
        .map(
            v ->
                new Problem(
                    "plugin " + type.getName() + " in " + jar.orElseThrow().getFileName(),
                    "built against version " + v + " of the contract",
                    "version " + own,
                    REBUILD));
  }

  private static Optional<String> version(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest == null
          ? Optional.empty()
          : Optional.ofNullable(manifest.getMainAttributes().getValue(Contract.ATTRIBUTE))
              .map(String::strip);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that an objective answers what listings and recipes ask of it.
   *
   * @throws LacunaException with everything that is wrong
   */
  static void check(ObjectivePlugin<?> plugin) {
    Problems problems = new Problems();
    String path = "objective '" + plugin.name() + "' in " + Plugins.origin(plugin);
    problems.require(
        NAME.matcher(plugin.name()).matches(),
        path,
        "its name",
        "lower case letters, digits and hyphens, as recipes write it");
    Objects.requireNonNull(plugin.summary(), "summary() is null");
    try {
      Configs.defaultTree(plugin.configType());
    } catch (RuntimeException e) {
      String cause =
          e.getCause() == null ? String.valueOf(e.getMessage()) : e + ", " + e.getCause();
      problems.add(
          path, "settings without defaults: " + cause, "a record with a static defaults()");
    }
    for (String recipe : plugin.recipes()) {
      String resource = RecipeCatalog.resource(recipe);
      problems.require(
          plugin.getClass().getResource(resource) != null,
          path,
          "the recipe '" + recipe + "', which its jar lacks",
          resource + " beside " + plugin.getClass().getName());
    }
    problems.throwIfAny();
  }

  /** What is wrong with a plugin that does not load. */
  static Problem unloadable(
      Class<?> service, @Nullable Class<?> provider, ClassLoader loader, Throwable failure) {
    Provider which =
        provider == null
            ? listed(service, loader, failure)
            : new Provider(provider.getName(), file(provider).map(PluginChecks::in).orElse(""));
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    boolean stale = failure instanceof LinkageError || cause instanceof LinkageError;
    String given =
        failure instanceof LinkageError
            ? failure.toString()
            : failure.getCause() == null ? String.valueOf(failure.getMessage()) : cause.toString();
    return new Problem(
        ("plugin " + which.name()).strip() + which.origin(),
        given,
        "a public class that loads and has a public constructor without arguments",
        stale ? REBUILD : "remove its jar, or mend META-INF/services/" + service.getName());
  }

  // A class by name, and where it is listed.
  private record Provider(String name, String origin) {}

  private static String in(Path file) {
    return " in " + file.getFileName();
  }

  // A class that does not load has no origin, but the file that lists it has.
  private static Provider listed(Class<?> service, ClassLoader loader, Throwable failure) {
    Matcher named = PROVIDER.matcher(String.valueOf(failure.getMessage()));
    String wanted = named.find() ? named.group(1) : "";
    try {
      for (URL list :
          Collections.list(loader.getResources("META-INF/services/" + service.getName()))) {
        for (String name : names(list)) {
          if (wanted.isEmpty() ? failsAlike(name, loader, failure) : name.equals(wanted)) {
            String jar = list.getPath().replaceAll("!.*", "");
            return new Provider(name, " in " + jar.substring(jar.lastIndexOf('/') + 1));
          }
        }
      }
    } catch (IOException e) {
      return new Provider(wanted, "");
    }
    return new Provider(wanted, "");
  }

  private static List<String> names(URL list) throws IOException {
    try (InputStream in = list.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static boolean failsAlike(String name, ClassLoader loader, Throwable failure) {
    try {
      Class.forName(name, false, loader);
      return false;
    } catch (ClassNotFoundException | LinkageError e) {
      return String.valueOf(e.getMessage()).equals(failure.getMessage());
    }
  }
}
