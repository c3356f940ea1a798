/**
 * MoCo v3 (Chen et al. 2021): learn to find the other crop of an image among those of other images.
 *
 * <p>Start here: {@code MocoObjective}, the plan and the loss. Its settings are {@link
 * ai.lacuna.objective.mocov3.MocoConfig}; {@link ai.lacuna.objective.mocov3.MocoPlugin} makes it
 * known; {@code BatchNormMlp} is the projector and the predictor.
 */
@NullMarked
package ai.lacuna.objective.mocov3;

import org.jspecify.annotations.NullMarked;
