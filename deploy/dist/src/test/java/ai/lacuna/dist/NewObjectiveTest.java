package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.testkit.ObjectiveContract;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a name to a run: what {@code lacuna plugins new} writes works as it is. */
class NewObjectiveTest {

  @TempDir private Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void forgetPlugins() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private record Answer(int code, String out, String err) {}

  private static Answer lacuna(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    return new Answer(code, out.toString(), err.toString());
  }

  @Test
  void compilesKeepsTheContractAndRuns() throws Throwable {
    Path project = folder.resolve("project");
    Answer written =
        lacuna(
            "plugins",
            "new",
            "fill-gaps",
            "--package",
            "org.example.vision",
            "--out",
            project.toString());
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(written.out()).contains("pom.xml", "FillGapsContractTest.java", "mvn -B verify");

    Path target = Files.createDirectories(project.resolve("target"));
    Path classes = compile(project.resolve("src/main/java"), target.resolve("classes"), "");
    copy(project.resolve("src/main/resources"), classes);
    Path tests =
        compile(project.resolve("src/test/java"), target.resolve("tests"), classes.toString());
    keepsTheContract(classes, tests);

    jar(classes, target.resolve("fill-gaps-0.1.0.jar"));
    Answer list = lacuna("plugins", "--json", "--plugins", target.toString());
    assertThat(list.err()).isEmpty();
    JsonNode row = row(new ObjectMapper().readTree(list.out()));
    assertThat(row.path("origin").asText()).isEqualTo("fill-gaps-0.1.0.jar");
    assertThat(row.path("problem").asText()).isEmpty();
    assertThat(row.path("settings")).hasSize(2);

    Answer run = run(target);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(folder.resolve("runs/fill-gaps-quickstart/report.html")).isNotEmptyFile();
  }

  private Answer run(Path plugins) {
    return lacuna(
        "run",
        "fill-gaps-quickstart",
        "--plugins",
        plugins.toString(),
        "--store",
        folder.resolve("store").toString(),
        "--runs",
        folder.resolve("runs").toString(),
        "--set",
        "data.train.count=64",
        "--set",
        "data.test.count=32",
        "--set",
        "pretrain.epochs=1",
        "--set",
        "pretrain.precision=float32");
  }

  private static JsonNode row(JsonNode rows) {
    for (JsonNode row : rows) {
      if (row.path("name").asText().equals("fill-gaps")) {
        return row;
      }
    }
    throw new AssertionError("fill-gaps is not listed in " + rows);
  }

  private static void keepsTheContract(Path classes, Path tests) throws Throwable {
    URL[] urls = {classes.toUri().toURL(), tests.toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(urls, NewObjectiveTest.class.getClassLoader())) {
      Constructor<?> constructor =
          loader.loadClass("org.example.vision.FillGapsContractTest").getDeclaredConstructor();
      constructor.setAccessible(true);
      ObjectiveContract<?> contract = (ObjectiveContract<?>) constructor.newInstance();
      for (DynamicTest rule : contract.contract().toList()) {
        rule.getExecutable().execute();
      }
    }
  }

  private static Path compile(Path sources, Path classes, String more) throws IOException {
    Files.createDirectories(classes);
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-Xlint:all,-processing,-path,-classfile", "-Werror"));
    String path = System.getProperty("java.class.path");
    arguments.addAll(List.of("-cp", more.isEmpty() ? path : more + ":" + path));
    arguments.addAll(List.of("-d", classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).as("compilation of %s", sources).isZero();
    return classes;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Lacuna-Contract", "1");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        entries.write(Files.readAllBytes(file));
        entries.closeEntry();
      }
    }
  }
}
