/**
 * Recipes: how they are read, checked and completed.
 *
 * <p>Start here: {@link ai.lacuna.workflow.recipe.Setting}, a place in a recipe that can be read as
 * a record. {@link ai.lacuna.workflow.recipe.RecipeReader} makes a {@link
 * ai.lacuna.workflow.recipe.Recipe} from YAML, {@link ai.lacuna.workflow.recipe.Configs} turns
 * config records into trees and back.
 */
@NullMarked
package ai.lacuna.workflow.recipe;

import org.jspecify.annotations.NullMarked;
