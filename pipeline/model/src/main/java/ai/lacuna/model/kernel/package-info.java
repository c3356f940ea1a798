/**
 * TorchScript kernels: whole transformer blocks and optimizer steps in one native call.
 *
 * <p>Start here: {@link ai.lacuna.model.kernel.Kernels}. {@link ai.lacuna.model.kernel.Autograd}
 * records and runs gradients.
 */
@NullMarked
package ai.lacuna.model.kernel;

import org.jspecify.annotations.NullMarked;
