package ai.lacuna.workflow.scaffold;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.stability.Contract;
import ai.lacuna.workflow.run.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A Maven project with an objective that works: class, config record, recipe, contract test and
 * README.
 *
 * @param name what recipes will call the objective, such as {@code my-objective}
 * @param packageName of its classes
 */
public record Scaffold(String name, String packageName) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /**
   * Checks the names.
   *
   * @param packageName empty = {@code com.example.NAME}
   * @param taken the objectives that are installed
   * @throws LacunaException of kind CONFIG with everything that is wrong
   */
  public static Scaffold of(String name, String packageName, Collection<String> taken) {
    Problems problems = new Problems();
    boolean sound = NAME.matcher(name).matches();
    if (!sound) {
      problems.add(
          "NAME",
          "'" + name + "'",
          "lower case letters, digits and single hyphens, a letter first",
          suggestion(name));
    }
    problems.require(
        !taken.contains(name), "NAME", "'" + name + "', which is installed", "another name");
    String own = packageName.isEmpty() ? "com.example." + name.replace("-", "") : packageName;
    if ((sound || !packageName.isEmpty()) && !SourceVersion.isName(own, SourceVersion.RELEASE_17)) {
      problems.add(
          "--package",
          "'" + own + "'",
          "Java identifiers between dots, none of them a keyword",
          "give one such as --package org.example.vision");
    }
    problems.throwIfAny();
    return new Scaffold(name, own);
  }

  private static String suggestion(String name) {
    String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    String mended = words.replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
    return mended.isEmpty() ? "give one such as my-objective" : "did you mean '" + mended + "'?";
  }

  /**
   * Writes the project. The folder appears complete or not at all.
   *
   * @param folder must not exist
   * @return the files, relative to the folder
   * @throws LacunaException of kind CONFIG if the folder exists
   */
  public List<Path> write(Path folder) {
    if (Files.exists(folder)) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "--out",
          folder + ", which exists",
          "a folder that does not exist yet",
          "choose another, or remove it");
    }
    Path target = folder.toAbsolutePath();
    Path parts = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      delete(parts);
      Map<Path, String> files = files();
      for (Map.Entry<Path, String> file : files.entrySet()) {
        Path path = parts.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      Files.move(parts, target);
      return List.copyOf(files.keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Map<Path, String> files() throws IOException {
    String folder = packageName.replace('.', '/') + "/";
    String java = "src/main/java/" + folder + type();
    String resources = "src/main/resources/";
    Map<String, String> places = new LinkedHashMap<>();
    places.put("pom.xml", "pom.xml");
    places.put("README.md", "README.md");
    places.put("gitignore", ".gitignore");
    places.put("Objective.java", java + "Objective.java");
    places.put("Config.java", java + "Config.java");
    places.put("Plugin.java", java + "Plugin.java");
    places.put("services", resources + "META-INF/services/ai.lacuna.api.ObjectivePlugin");
    places.put("recipe.yaml", resources + folder + recipe() + ".yaml");
    places.put("ContractTest.java", "src/test/java/" + folder + type() + "ContractTest.java");
    Map<Path, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      files.put(Path.of(place.getValue()), filled(template(place.getKey())));
    }
    return files;
  }

  /** What the classes' names begin with: {@code my-objective} becomes {@code MyObjective}. */
  String type() {
    String words =
        Arrays.stream(name.split("-"))
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining());
    String suffix = "Objective";
    // MyObjectiveObjective helps nobody.
    return words.endsWith(suffix) && words.length() > suffix.length()
        ? words.substring(0, words.length() - suffix.length())
        : words;
  }

  /** The name of its recipe. */
  public String recipe() {
    return name + "-quickstart";
  }

  private String filled(String template) {
    return template
        .replace("@NAME@", name)
        .replace("@TYPE@", type())
        .replace("@PACKAGE@", packageName)
        .replace("@PATH@", packageName.replace('.', '/'))
        .replace("@RECIPE@", recipe())
        .replace("@VERSION@", Host.version())
        .replace("@CONTRACT@", Integer.toString(Contract.VERSION));
  }

  private static String template(String file) throws IOException {
    try (InputStream in = Scaffold.class.getResourceAsStream(file + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("the template " + file + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
