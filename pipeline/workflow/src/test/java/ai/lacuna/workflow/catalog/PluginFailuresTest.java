package ai.lacuna.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.config.Problem;
import ai.lacuna.api.stability.Contract;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars of strangers that cannot be used are named, with cause and remedy; the others work. */
class PluginFailuresTest {

  @TempDir private static Path shared;
  private static Path sound;

  @TempDir private Path folder;

  @BeforeAll
  static void makeSound() throws IOException {
    sound = new PluginJar("Sound", "sound").write(shared, "sound");
  }

  private record Loaded(List<String> objectives, List<Problem> failures) {}

  private Loaded load(Path... jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(url(sound));
    for (Path jar : jars) {
      urls.add(url(jar));
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), getClass().getClassLoader())) {
      Plugins plugins = Plugins.load(loader);
      return new Loaded(List.copyOf(plugins.objectives().keySet()), plugins.failures());
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private static Problem only(Loaded loaded) {
    assertThat(loaded.objectives()).contains("sound");
    assertThat(loaded.failures()).hasSize(1);
    return loaded.failures().get(0);
  }

  @Test
  void aSoundJarIsUsedWhetherItNamesThisContractOrNone() throws IOException {
    Path named = new PluginJar("Named", "named").contract(Contract.VERSION).write(folder, "named");
    Loaded loaded = load(named);
    assertThat(loaded.failures()).isEmpty();
    assertThat(loaded.objectives()).contains("sound", "named");
  }

  @Test
  void anotherContractIsRefusedBeforeItsCodeRuns() throws IOException {
    Path old =
        new PluginJar("Old", "old")
            .contract(Contract.VERSION + 1)
            .replacing("public String name()", "static { System.exit(1); } public String name()")
            .write(folder, "old");
    Problem problem = only(load(old));
    assertThat(problem)
        .hasToString(
            "plugin stranger.Old in old.jar: given built against version "
                + (Contract.VERSION + 1)
                + " of the contract, expected version "
                + Contract.VERSION
                + ". Fix: "
                + PluginChecks.REBUILD);
  }

  @Test
  void aNameThatIsTakenNamesBothJars() throws IOException {
    Path again = new PluginJar("Again", "sound").write(folder, "again");
    Problem problem = only(load(again));
    assertThat(problem.path()).isEqualTo("objective 'sound'");
    assertThat(problem.given()).isEqualTo("two of them: in sound.jar and in again.jar");
  }

  @Test
  void aConstructorThatThrowsIsReported() throws IOException {
    Path jar =
        new PluginJar("Angry", "angry")
            .replacing(
                "public String name()",
                "public Angry() { throw new IllegalStateException(\"not today\"); }"
                    + " public String name()")
            .write(folder, "angry");
    Problem problem = only(load(jar));
    assertThat(problem.path()).isEqualTo("plugin stranger.Angry in angry.jar");
    assertThat(problem.given()).contains("not today");
  }

  @Test
  void aClassThatIsMissingIsReportedWithTheJarThatLacksIt() throws IOException {
    Path jar =
        new PluginJar("Lonely", "lonely")
            .without("Helper", "package stranger; public interface Helper {}")
            .replacing("implements ObjectivePlugin", "implements Helper, ObjectivePlugin")
            .write(folder, "lonely");
    Problem problem = only(load(jar));
    assertThat(problem.path()).isEqualTo("plugin stranger.Lonely in lonely.jar");
    assertThat(problem.given()).contains("stranger/Helper");
    assertThat(problem.fix()).isEqualTo(PluginChecks.REBUILD);
  }

  @Test
  void aServiceFileThatNamesNothingIsReportedWithItsJar() throws IOException {
    Path jar = folder.resolve("empty.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/ai.lacuna.api.ObjectivePlugin"));
      out.write("stranger.Nobody\n".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    Problem problem = only(load(jar));
    assertThat(problem.path()).isEqualTo("plugin stranger.Nobody in empty.jar");
    assertThat(problem.fix()).contains("META-INF/services/ai.lacuna.api.ObjectivePlugin");
  }

  @Test
  void halfAJarIsReported() throws IOException {
    byte[] whole = Files.readAllBytes(sound);
    Path half = folder.resolve("half.jar");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    Problem problem = only(load(half));
    assertThat(problem.path()).isEqualTo("jar half.jar in " + folder);
    assertThat(problem.given()).startsWith("a file that does not open: ");
    assertThat(problem.fix()).isEqualTo("build or download it anew, or remove it");
  }

  @Test
  void aRecipeThatIsMissingIsReportedWithTheObjective() throws IOException {
    Path jar =
        new PluginJar("Boaster", "boaster")
            .replacing(
                "public String name()",
                "public java.util.List<String> recipes() { return java.util.List.of(\"big\"); }"
                    + " public String name()")
            .write(folder, "boaster");
    Problem problem = only(load(jar));
    assertThat(problem.path()).isEqualTo("objective 'boaster' in boaster.jar");
    assertThat(problem.given()).isEqualTo("the recipe 'big', which its jar lacks");
  }

  @Test
  void aNameThatThrowsIsReported() throws IOException {
    Path jar =
        new PluginJar("Nameless", "nameless")
            .replacing("return \"nameless\";", "throw new UnsupportedOperationException();")
            .write(folder, "nameless");
    Problem problem = only(load(jar));
    assertThat(problem.path()).isEqualTo("objective stranger.Nameless in nameless.jar");
  }

  @Test
  void settingsWithoutDefaultsAreReported() throws IOException {
    Path jar =
        new PluginJar("Vague", "vague").replacing("defaults()", "usual()").write(folder, "vague");
    Problem problem = only(load(jar));
    assertThat(problem.given()).startsWith("settings without defaults: ");
  }
}
