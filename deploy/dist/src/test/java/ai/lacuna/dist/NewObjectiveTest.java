package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.lacuna.testkit.ObjectiveContract;
import ai.lacuna.workflow.cli.Main;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a name to a run: what {@code lacuna plugins new} writes works as it is. */
class NewObjectiveTest {

  private static final String JAR = "fill-gaps-0.1.0.jar";
  private static final String RECIPE = "fill-gaps-quickstart";

  @TempDir private static Path shared;
  private static Path classes;
  private static Path tests;
  private static Path target;

  @TempDir private Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeAll
  static void build() throws IOException {
    Path project = shared.resolve("project");
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
    NewProject made = new NewProject(project);
    classes = made.compile();
    tests = made.compileTest(classes);
    target = project.resolve("target");
    assertThat(made.pack(classes, target)).hasFileName(JAR);
    assertThat(Files.readString(project.resolve("README.md"))).contains(JAR, RECIPE);
  }

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
  void itsContractTestPasses() throws Exception {
    URL[] urls = {classes.toUri().toURL(), tests.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      Constructor<?> constructor =
          loader.loadClass("org.example.vision.FillGapsContractTest").getDeclaredConstructor();
      constructor.setAccessible(true);
      ObjectiveContract<?> contract = (ObjectiveContract<?>) constructor.newInstance();
      for (DynamicTest rule : contract.contract().toList()) {
        // A rule that does not apply would skip the whole test: all of them apply to this
        // objective.
        assertThatCode(rule.getExecutable()::execute)
            .as(rule.getDisplayName())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void itIsListedAndRunsFromAFolderThatIsNamed() throws IOException {
    Answer list = lacuna("plugins", "--json", "--plugins", target.toString());
    assertThat(list.err()).isEmpty();
    assertThatItIsListed(list.out());

    Answer run =
        lacuna(
            "run",
            RECIPE,
            "--plugins",
            target.toString(),
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
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(folder.resolve("runs/" + RECIPE + "/report.html")).isNotEmptyFile();
  }

  @Test
  void theLauncherFindsItInTheDistributionsOwnFolder() throws Exception {
    Path home = Files.createDirectory(folder.resolve("lacuna"));
    Path launcher = Files.copy(Path.of("../../lacuna"), home.resolve("lacuna"));
    packClassPath(Files.createDirectory(home.resolve("lib")).resolve("all.jar"));
    Path plugins = Files.createDirectory(home.resolve("plugins"));
    Files.copy(target.resolve(JAR), plugins.resolve(JAR));
    CommandLine lacuna = CommandLine.launchedBy(launcher, folder);

    CommandLine.Ended list = lacuna.run("plugins", "--json");
    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThatItIsListed(list.out());

    CommandLine.Ended plan = lacuna.run("stages", RECIPE);
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("fill-gaps on ");
  }

  // A jar that stands for all jars of a distribution, since there is none before it is packed.
  private static void packClassPath(Path jar) throws IOException {
    String entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, entries);
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static void assertThatItIsListed(String json) throws IOException {
    for (JsonNode row : new ObjectMapper().readTree(json)) {
      if (row.path("name").asText().equals("fill-gaps")) {
        assertThat(row.path("origin").asText()).isEqualTo(JAR);
        assertThat(row.path("problem").asText()).isEmpty();
        assertThat(row.path("settings")).hasSize(2);
        return;
      }
    }
    throw new AssertionError("fill-gaps is not listed in " + json);
  }
}
