/**
 * Random views of images, each operation with the pixels and the distribution of the reference
 * implementation.
 *
 * <p>Start here: {@link ai.lacuna.data.augment.ViewMaker}. {@link
 * ai.lacuna.data.augment.Augmentations} lists what there is, {@link
 * ai.lacuna.data.augment.AugmentationPlugin} adds to it.
 */
@NullMarked
package ai.lacuna.data.augment;

import org.jspecify.annotations.NullMarked;
