package ai.lacuna.workflow.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.config.Problem;
import ai.lacuna.workflow.toy.Figure;
import ai.lacuna.workflow.toy.NumbersConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecipeTest {

  private static Recipe read(String yaml, String... overrides) {
    return RecipeReader.read("r.yaml", yaml, List.of(overrides));
  }

  private static NumbersConfig numbers(Recipe recipe) {
    return recipe.root().at("n").bind(NumbersConfig.class).orElseThrow();
  }

  @Test
  void missingKeysKeepTheirDefaults() {
    NumbersConfig config = numbers(read("n: {count: 4, style: {prefix: x}}"));

    assertThat(config.count()).isEqualTo(4);
    assertThat(config.shard()).isEqualTo(2);
    assertThat(config.style().prefix()).isEqualTo("x");
    assertThat(config.style().digits()).isEqualTo(2);
  }

  @Test
  void numbersMayBeWrittenAsYamlAllows() {
    NumbersConfig config = numbers(read("n: {step: 1e-3, count: 1_0, without: [1, 2]}"));

    assertThat(config.step()).isEqualTo(0.001);
    assertThat(config.count()).isEqualTo(10);
    assertThat(config.without()).containsExactly(1, 2);
    assertThat(numbers(read("n: {step: 2}")).step()).isEqualTo(2.0);
  }

  @Test
  void overridesReplaceAddAndAppend() {
    Recipe recipe =
        read(
            "n: {count: 4}\nl: [{k: 1}, {k: 2}]\n",
            "n.count=5",
            "n.style.prefix=a b",
            "l.1.k=3",
            "l.2={k: 4}",
            "new.deep.key=[1, x]");

    assertThat(numbers(recipe).count()).isEqualTo(5);
    assertThat(numbers(recipe).style().prefix()).isEqualTo("a b");
    assertThat(recipe.root().at("l").node().toString())
        .isEqualTo("[{\"k\":1},{\"k\":3},{\"k\":4}]");
    assertThat(recipe.root().at("new").node().toString())
        .isEqualTo("{\"deep\":{\"key\":[1,\"x\"]}}");
  }

  @Test
  void theCompletedRecipeHasEveryDefaultAndReadsBackTheSame() {
    Recipe recipe = read("name: a\nn: {kind: x, step: 1e-3}\nother: [1]\n");
    recipe.checkHead(Set.of("n", "other"));
    NumbersConfig config =
        recipe.root().at("n").bind(Configs.defaults(NumbersConfig.class), Set.of("kind")).get();

    JsonNode resolved = recipe.resolved();
    assertThat(resolved.at("/n/kind").asText()).isEqualTo("x");
    assertThat(resolved.at("/n/direction").asText()).isEqualTo("going-up");
    assertThat(resolved.at("/seed").asLong()).isZero();
    Recipe again = read(RecipeReader.write(resolved));
    assertThat(again.root().at("n").bind(Configs.defaults(NumbersConfig.class), Set.of("kind")))
        .contains(config);
    assertThat(RecipeReader.write(again.resolved())).isEqualTo(RecipeReader.write(resolved));
  }

  @Test
  void recordsSurviveTheWayThroughATree() {
    NumbersConfig config = numbers(read("n: {step: 0.1, direction: going-down, without: [7]}"));

    assertThat(Configs.fromTree(Configs.toTree(config), NumbersConfig.class)).isEqualTo(config);
  }

  @Test
  void defaultsOfAListStandInTheCompletedRecipe() {
    Recipe recipe = read("name: a");
    JsonNode fallback = read("v: [{k: 1}]").root().at("v").node();

    assertThat(recipe.root().at("evaluate").orElse(fallback).items()).hasSize(1);
    assertThat(recipe.resolved().at("/evaluate/0/k").asInt()).isEqualTo(1);
    assertThat(recipe.problems()).isEmpty();
  }

  private static Optional<Figure> figure(Recipe recipe) {
    return recipe.root().at("f").bind(Figure.class);
  }

  private static List<String> problems(Recipe recipe) {
    return recipe.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void theKeyTypeChoosesAmongTheRecordsOfASealedInterface() {
    Recipe recipe = read("f: {type: disc, radius: 2}");

    assertThat(figure(recipe)).contains(new Figure.Disc(2));
    assertThat(recipe.resolved().at("/f").toString()).isEqualTo("{\"type\":\"disc\",\"radius\":2}");
    assertThat(figure(read("f: {sides: [2]}"))).contains(new Figure.Box(List.of(2)));
    assertThat(Configs.fromTree(Configs.toTree(new Figure.Disc(3)), Figure.class))
        .isEqualTo(new Figure.Disc(3));
  }

  @Test
  void whatWasProbablyMeantTellsWhichSettingsAreKnown() {
    Recipe recipe = read("f: {type: disk, radius: 0, sides: [1]}");

    assertThat(figure(recipe)).isEmpty();
    assertThat(problems(recipe))
        .containsExactly(
            "f.type (r.yaml:1): given \"disk\", expected one of box, disc. Fix: did you mean"
                + " 'disc'?",
            "f.sides (r.yaml:1): given an unknown setting, expected one of radius, type.",
            "f.radius (r.yaml:1): given 0, expected 1 <= radius.");
    Recipe hopeless = read("f: {type: 7, radius: 0}");
    assertThat(figure(hopeless)).isEmpty();
    assertThat(problems(hopeless)).hasSize(1);
  }
}
