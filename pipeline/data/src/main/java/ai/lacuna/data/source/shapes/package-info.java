/**
 * A generated data set: shapes on textured backgrounds, with every kind of label.
 *
 * <p>Start here: {@link ai.lacuna.data.source.shapes.ShapesPlugin}. Then {@link
 * ai.lacuna.data.source.shapes.ShapesConfig} and {@link ai.lacuna.data.source.shapes.Kind}.
 */
@NullMarked
package ai.lacuna.data.source.shapes;

import org.jspecify.annotations.NullMarked;
