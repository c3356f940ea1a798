package ai.lacuna.workflow.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaffoldTest {

  @TempDir private Path folder;

  private static String problems(String name, String packageName) {
    try {
      Scaffold.of(name, packageName, List.of("mae"));
      return "";
    } catch (LacunaException e) {
      assertThat(e.kind()).isEqualTo(LacunaException.Kind.CONFIG);
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MyObjective, my-objective",
    "my_objective, my-objective",
    "my objective!, my-objective",
    "2fast, fast",
    "-x-, x"
  })
  void aNameThatRecipesCannotWriteGetsAProposal(String given, String proposal) {
    assertThat(problems(given, "")).contains("did you mean '" + proposal + "'?");
  }

  @Test
  void aTakenNameIsRefused() {
    assertThat(problems("mae", "")).contains("'mae', which is installed");
  }

  @ParameterizedTest
  @CsvSource({"org.example.class", "org..vision", "9lives", "a-b"})
  void aPackageThatJavaCannotWriteIsRefused(String packageName) {
    assertThat(problems("fine", packageName)).contains("--package", "Java identifiers");
  }

  @Test
  void aNameThatIsNoPackageIsReportedWithTheRemedy() {
    assertThat(problems("int", "")).contains("'com.example.int'", "give one such as --package");
    assertThat(problems("int", "org.example")).isEmpty();
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(problems("Bad Name", "org.new").lines()).hasSize(2);
  }

  @Test
  void typesReadWell() {
    assertThat(new Scaffold("my-objective", "p").type()).isEqualTo("My");
    assertThat(new Scaffold("objective", "p").type()).isEqualTo("Objective");
    assertThat(new Scaffold("fill-2-gaps", "p").type()).isEqualTo("Fill2Gaps");
  }

  @Test
  void aFolderThatExistsIsRefusedAndUntouched() throws IOException {
    Path mine = Files.writeString(Files.createDirectory(folder.resolve("x")).resolve("mine"), "1");
    assertThatThrownBy(() -> new Scaffold("x", "p").write(folder.resolve("x")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("which exists");
    assertThat(mine).hasContent("1");
  }

  @Test
  void everyPlaceholderIsFilled() throws IOException {
    List<Path> files = new Scaffold("fill-gaps", "org.example").write(folder.resolve("p"));
    assertThat(files).hasSize(9);
    for (Path file : files) {
      assertThat(Files.readString(folder.resolve("p").resolve(file)))
          .as(file.toString())
          .doesNotContainPattern("@[A-Z]{3,}@");
    }
    try (Stream<Path> around = Files.list(folder)) {
      assertThat(around).containsExactly(folder.resolve("p"));
    }
  }
}
