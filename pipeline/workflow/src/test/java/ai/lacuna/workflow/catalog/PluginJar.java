package ai.lacuna.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.stability.Contract;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles an objective's plugin from source, and others beside it, and puts them into a jar, as a
 * stranger would.
 */
final class PluginJar {

  private static final String USUAL =
      """
      package stranger;
      import ai.lacuna.api.*;
      import ai.lacuna.api.config.*;
      import ai.lacuna.api.plan.*;
      public class @TYPE@ implements ObjectivePlugin<@TYPE@.Settings> {
        public record Settings(@Doc("Nothing") @Range("[0, 1]") double x) implements Config {
          public static Settings defaults() { return new Settings(0.5); }
        }
        public String name() { return "@NAME@"; }
        public String summary() { return "A stranger's"; }
        public Class<Settings> configType() { return Settings.class; }
        public Objective create(Settings s) {
          return new Objective() {
            public Plan plan(PlanContext c) {
              return Plan.with(new TrainingDefaults(1, 1, 1, 0, 0, 0, 0.9, 0.9, 0)).build();
            }
            public Losses loss(Step step) { return null; }
          };
        }
      }
      """;

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> services = new LinkedHashMap<>();
  private final String type;
  private final Manifest manifest = new Manifest();
  private String left = "";

  PluginJar(String type, String name) {
    this.type = type;
    sources.put(type, USUAL.replace("@TYPE@", type).replace("@NAME@", name));
    services.put("ai.lacuna.api.ObjectivePlugin", type);
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /** With other words in its source. */
  PluginJar replacing(String old, String other) {
    sources.compute(type, (t, source) -> String.valueOf(source).replace(old, other));
    assertThat(sources.get(type)).contains(other);
    return this;
  }

  /** With a class beside it that is compiled, but left out of the jar. */
  PluginJar without(String helper, String source) {
    sources.put(helper, source);
    left = helper;
    return this;
  }

  /** With a plugin of another kind beside it. */
  PluginJar beside(String service, String type, String source) {
    sources.put(type, source);
    services.put(service, type);
    return this;
  }

  /** Built against a version of the contract. */
  PluginJar contract(int version) {
    manifest.getMainAttributes().putValue(Contract.ATTRIBUTE, Integer.toString(version));
    return this;
  }

  /** Writes {@code FOLDER/NAME.jar}. */
  Path write(Path folder, String name) throws IOException {
    Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
    compile(classes);
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = classes.relativize(file).toString();
        if (left.isEmpty() || !path.equals("stranger/" + left + ".class")) {
          put(entries, path, Files.readAllBytes(file));
        }
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        byte[] line = ("stranger." + service.getValue() + "\n").getBytes(StandardCharsets.UTF_8);
        put(entries, "META-INF/services/" + service.getKey(), line);
      }
    }
    return jar;
  }

  private static void put(JarOutputStream jar, String path, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(path));
    jar.write(content);
    jar.closeEntry();
  }

  private void compile(Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<? extends JavaFileObject> files =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    List<String> options =
        List.of(
            "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
    assertThat(compiler.getTask(null, null, null, options, null, files).call()).isTrue();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///stranger/" + type + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignore) {
      return text;
    }
  }
}
