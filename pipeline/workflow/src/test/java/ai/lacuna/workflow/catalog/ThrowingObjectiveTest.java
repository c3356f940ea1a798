package ai.lacuna.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.workflow.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stranger's objective that throws is named, with cause and remedy; the others go on. */
class ThrowingObjectiveTest {

  private static final String PLAN = "return Plan.with";
  private static final String CREATE = "return new Objective";

  @TempDir private static Path jars;
  @TempDir private Path folder;

  @BeforeAll
  static void makeJars() throws IOException {
    new PluginJar("Sound", "sound").write(jars, "sound");
    String angry = "if (name() != null) throw new IllegalStateException(\"no\"); ";
    String call = "new Helper(); ";
    String helper = "package stranger; class Helper {}";
    jar("Moody", PLAN, angry).write(jars, "moody");
    jar("Unmade", CREATE, angry).write(jars, "unmade");
    jar("Stale", PLAN, call).without("Helper", helper).write(jars, "stale");
    jar("Unlinked", CREATE, call).without("Helper", helper).write(jars, "unlinked");
  }

  private static PluginJar jar(String type, String before, String statement) {
    return new PluginJar(type, type.toLowerCase(Locale.ROOT)).replacing(before, statement + before);
  }

  // The command line leaves the jars' loader to its thread, which other tests use after this one.
  @AfterEach
  void restoreLoader() {
    Thread.currentThread().setContextClassLoader(ThrowingObjectiveTest.class.getClassLoader());
  }

  private static Answer lacuna(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--plugins", jars.toString()));
    return Answer.to(all);
  }

  private Answer stages(String objective, int batch) throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        name: a
        data: {train: {source: shapes, count: 20}}
        pretrain:
          objective: %s
          backbone: {image: 32, patch: 4, width: 16, heads: 2, depth: 1}
          batch: %d
        """
            .formatted(objective, batch));
    return lacuna("stages", recipe.toString(), "--store", folder.resolve("store").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          moody    | in its plan         | java.lang.IllegalStateException: no            | change them, or mend the objective
          unmade   | when it was created | java.lang.IllegalStateException: no            | change them, or mend the objective
          stale    | in its plan         | java.lang.NoClassDefFoundError: stranger/Helper | build its jar against this version of lacuna-api
          unlinked | when it was created | java.lang.NoClassDefFoundError: stranger/Helper | build its jar against this version of lacuna-api
          """)
  void itIsReportedWithTheRecipesOtherProblems(
      String objective, String where, String cause, String remedy) throws IOException {
    Answer answer = stages(objective, 40);

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err())
        .isEqualTo(
            """
            lacuna: the recipe or the command cannot be used, 2 problems

              pretrain.objective (recipe.yaml:4)
                given:    '%s', which failed %s: %s
                expected: an objective that can plan for these settings
                fix:      %s

              pretrain.batch (recipe.yaml:6)
                given:    40
                expected: at most the number of training images (20)
                fix:      lower the batch or bring more images
            """
                .formatted(objective, where, cause, remedy));
  }

  @Test
  void aSoundOneBesideItIsPlanned() throws IOException {
    Answer answer = stages("sound", 20);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("sound on ");
  }

  @Test
  void theListNamesIt() {
    Answer answer = lacuna("plugins");

    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains(
            "  sound  A stranger's  [sound.jar]\n      x: 0.5 in [0, 1]  Nothing\n",
            "  moody  A stranger's  [moody.jar]\n"
                + "      cannot be used: its plan throws java.lang.IllegalStateException: no;"
                + " mend the objective, or remove its jar\n",
            "  unlinked  A stranger's  [unlinked.jar]\n"
                + "      cannot be used: its create throws java.lang.NoClassDefFoundError:"
                + " stranger/Helper; build its jar against this version of lacuna-api\n");
  }
}
