/**
 * The recipe section {@code pretrain} and the stages that make encoders.
 *
 * <p>Start here: {@link ai.lacuna.workflow.pretrain.PretrainPlugin}. {@link
 * ai.lacuna.workflow.pretrain.RandomEncoderStage} is for evaluations that want a floor.
 */
@NullMarked
package ai.lacuna.workflow.pretrain;

import org.jspecify.annotations.NullMarked;
