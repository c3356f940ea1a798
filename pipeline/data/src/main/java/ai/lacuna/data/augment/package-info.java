/**
 * Random views of images, each with the distribution of the reference implementation.
 *
 * <p>Start here: {@link ai.lacuna.data.augment.RandomResizedCrop}.
 */
@NullMarked
package ai.lacuna.data.augment;

import org.jspecify.annotations.NullMarked;
