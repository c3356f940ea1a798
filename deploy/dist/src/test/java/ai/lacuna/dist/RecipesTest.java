package ai.lacuna.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.catalog.RecipeCatalog;
import ai.lacuna.workflow.run.WorkflowPlan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe that comes with Lacuna or with its example can be planned; none is run. */
class RecipesTest {

  private static final Plugins PLUGINS = Plugins.load(RecipesTest.class.getClassLoader());
  private static final RecipeCatalog CATALOG = new RecipeCatalog(PLUGINS);

  // More images than the largest batch; planning generates none of them.
  private static final List<String> SHAPES =
      List.of(
          "data.train={source: shapes, count: 8192, seed: 0}",
          "data.test={source: shapes, count: 64, seed: 1}");

  static Stream<String> recipes() {
    return CATALOG.entries().stream().map(RecipeCatalog.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everySettingIsKnownAndPossible(String recipe) {
    WorkflowPlan plan = WorkflowPlan.of(CATALOG.read(recipe, SHAPES), PLUGINS);

    assertThat(plan.name()).isEqualTo(recipe);
    assertThat(plan.stages())
        .extracting(step -> step.spec().id())
        .contains(Planning.TRAIN_DATA, Planning.TEST_DATA, Planning.ENCODER);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void itsOwnDataLackNothingButTheirFolders(String recipe) {
    assertThat(problems(recipe))
        .allSatisfy(
            problem -> {
              assertThat(problem.path()).matches("data\\.(train|test)\\.path \\(.*\\)");
              assertThat(problem.given()).isEqualTo("nothing");
            });
  }

  private static List<Problem> problems(String recipe) {
    try {
      WorkflowPlan.of(CATALOG.read(recipe, List.of()).only(Set.of("data")), PLUGINS);
      return List.of();
    } catch (LacunaException e) {
      return e.problems();
    }
  }

  @Test
  void noObjectiveIsWithoutOne() {
    Set<String> objectives =
        recipes()
            .map(name -> CATALOG.read(name, List.of()).root())
            .map(root -> root.at("pretrain").at("objective").node().asText())
            .collect(Collectors.toSet());

    assertThat(PLUGINS.failures()).isEmpty();
    assertThat(objectives).isEqualTo(PLUGINS.objectives().keySet()).contains("mae", "maskfeat");
  }
}
