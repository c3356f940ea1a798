/**
 * A list of images with their classes, one on each line.
 *
 * <p>Start here: {@link ai.lacuna.data.source.csv.CsvPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.csv;

import org.jspecify.annotations.NullMarked;
