/**
 * What is installed.
 *
 * <p>Start here: {@link ai.lacuna.workflow.catalog.Plugins}. Its recipes are listed by {@link
 * ai.lacuna.workflow.catalog.RecipeCatalog}.
 */
@NullMarked
package ai.lacuna.workflow.catalog;

import org.jspecify.annotations.NullMarked;
