package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users read when a recipe is wrong, in full: each folder of {@code errors} has a recipe,
 * perhaps overrides and an exit code other than 2, and the text. With {@code
 * -Dlacuna.writeErrors=true} the texts are written anew, to be read in review.
 */
class ErrorTextsGoldenTest {

  private static final Path ERRORS = Path.of("src/test/resources/errors");

  @TempDir private Path folder;

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(ERRORS)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysAllThatIsWrong(String name) throws IOException {
    Path golden = ERRORS.resolve(name).resolve("expected.txt");
    List<String> args = new ArrayList<>(List.of("stages"));
    args.add(ERRORS.resolve(name).resolve("recipe.yaml").toString());
    args.addAll(List.of("--store", folder.toString()));
    Path overrides = ERRORS.resolve(name).resolve("set.txt");
    if (Files.exists(overrides)) {
      Files.readAllLines(overrides).forEach(line -> args.addAll(List.of("--set", line)));
    }

    Answer answer = Answer.to(args);

    if (Boolean.getBoolean("lacuna.writeErrors")) {
      Files.writeString(golden, answer.err());
    }
    Path exitCode = ERRORS.resolve(name).resolve("exit-code.txt");
    assertThat(answer.code())
        .isEqualTo(
            Files.exists(exitCode) ? Integer.parseInt(Files.readString(exitCode).strip()) : 2);
    assertThat(answer.err()).isEqualTo(Files.readString(golden));
    assertThat(folder).isEmptyDirectory();
  }
}
