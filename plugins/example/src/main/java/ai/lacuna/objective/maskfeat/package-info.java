/**
 * MaskFeat (Wei et al. 2021): learn by predicting the gradient histograms of hidden patches.
 *
 * <p>Start here: {@code MaskFeatObjective}, the plan and the loss. Its targets are made by {@code
 * Hog}; {@link ai.lacuna.objective.maskfeat.MaskFeatPlugin} makes it known.
 */
@NullMarked
package ai.lacuna.objective.maskfeat;

import org.jspecify.annotations.NullMarked;
