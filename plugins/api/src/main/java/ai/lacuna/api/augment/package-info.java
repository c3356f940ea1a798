/**
 * How the views of an image are cut out and changed: settings only, which the host carries out.
 *
 * <p>Start here: {@link ai.lacuna.api.augment.Augmentation}. {@link ai.lacuna.api.augment.Crop}
 * says which part of an image a view shows, {@link ai.lacuna.api.augment.Mixing} what is done to
 * whole batches.
 */
@NullMarked
@Stability(Stability.Level.EVOLVING)
package ai.lacuna.api.augment;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
