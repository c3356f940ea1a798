package ai.lacuna.workflow.recipe;

import java.util.HashSet;
import java.util.Set;

/** Checks what belongs to no section: the name, the seed, and which sections there are. */
final class RecipeHead {

  private static final String NAME_RULE = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private RecipeHead() {}

  static void check(Setting root, Set<String> sections) {
    Set<String> known = new HashSet<>(sections);
    known.add(Recipe.NAME);
    known.add(Recipe.SEED);
    root.allowOnly(known);
    Setting name = root.at(Recipe.NAME);
    boolean isName = name.node().isTextual() && name.node().asText().matches(NAME_RULE);
    if (!isName) {
      name.problem("a name of letters, digits, '.', '_' and '-'", "add a line 'name: my-run'");
    }
    Setting seed = root.at(Recipe.SEED);
    boolean isSeed =
        !seed.isPresent() || (seed.node().isIntegralNumber() && seed.node().canConvertToLong());
    if (!isSeed) {
      seed.problem("a whole number", "");
    }
  }
}
