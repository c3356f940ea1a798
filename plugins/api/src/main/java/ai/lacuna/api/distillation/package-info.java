/**
 * What objectives of self-distillation share: a network says of crops what a teacher, the moving
 * average of the network, says of other ones.
 *
 * <p>Start here: {@link ai.lacuna.api.distillation.Distillation}, the losses. Then {@link
 * ai.lacuna.api.distillation.Centring}, what a teacher's scores go through, {@link
 * ai.lacuna.api.distillation.MultiCrop}, the views, and {@link
 * ai.lacuna.api.distillation.PrototypeLength}, what waits in the head.
 */
@NullMarked
@Stability(Stability.Level.EVOLVING)
package ai.lacuna.api.distillation;

import ai.lacuna.api.stability.Stability;
import org.jspecify.annotations.NullMarked;
