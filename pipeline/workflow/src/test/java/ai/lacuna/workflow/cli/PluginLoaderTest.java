package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  @Test
  void aJarThatDoesNotOpenIsNamedAndTheCommandGoesOn() throws IOException {
    Files.writeString(folder.resolve("page.jar"), "<html>404 Not Found</html>");

    Answer answer = Answer.to("recipes", "--plugins", folder.toString());

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
          Answer.to("recipes", "--plugins", missing),
          Answer.to("--plugins=" + missing, "recipes"),
          Answer.to("command-of-a-plugin", "--plugins", missing)
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
