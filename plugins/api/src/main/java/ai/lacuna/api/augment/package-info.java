/**
 * How the views of an image are cut out and changed: settings only, which the host carries out.
 *
 * <p>Start here: {@link ai.lacuna.api.augment.Augmentation}. {@link ai.lacuna.api.augment.Crop}
 * says which part of an image a view shows, {@link ai.lacuna.api.augment.Mixing} what is done to
 * whole batches.
 */
@NullMarked
package ai.lacuna.api.augment;

import org.jspecify.annotations.NullMarked;
