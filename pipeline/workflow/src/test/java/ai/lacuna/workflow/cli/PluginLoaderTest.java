package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --plugins} names is used, or the user learns why it is not. */
class PluginLoaderTest {

  @TempDir private Path folder;

  @AfterEach
  void restoreLoader() {
    Thread.currentThread().setContextClassLoader(PluginLoaderTest.class.getClassLoader());
  }

  private record Answer(int code, String out, String err) {}

  private static Answer lacuna(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    return new Answer(code, out.toString(), err.toString());
  }

  @Test
  void aJarThatDoesNotOpenIsNamedAndTheCommandGoesOn() throws IOException {
    Files.writeString(folder.resolve("page.jar"), "<html>404 Not Found</html>");

    Answer answer = lacuna("recipes", "--plugins", folder.toString());

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("toy-small");
    assertThat(answer.err())
        .startsWith("lacuna: a plugin is left out: jar page.jar in " + folder + ": given a file")
        .endsWith("expected a whole jar. Fix: build or download it anew, or remove it\n");
  }

  @Test
  void aFolderThatIsMissingIsAMistakeInTheCommand() {
    String missing = folder.resolve("plugin").toString();

    for (Answer answer :
        new Answer[] {
          lacuna("recipes", "--plugins", missing),
          lacuna("--plugins=" + missing, "recipes"),
          lacuna("command-of-a-plugin", "--plugins", missing)
        }) {
      assertThat(answer.code()).isEqualTo(2);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err())
          .startsWith(
              "lacuna: Invalid value for option '--plugins' (DIR): given '"
                  + missing
                  + "', expected a folder that exists. Fix: check the path\n");
    }
  }
}
