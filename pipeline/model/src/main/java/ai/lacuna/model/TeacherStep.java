package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Teacher;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.model.kernel.Autograd;
import java.util.Map;

/**
 * A teacher on one micro-batch; what it computes belongs to the scope it was made with.
 *
 * @param views of the network that is trained, in the plan's order
 * @param blocks whose outputs the plan asks for
 */
record TeacherStep(
    NDManager scope,
    Map<String, NetworkView> views,
    Backbone encoder,
    Map<String, Part> parts,
    int blocks)
    implements Teacher {

  @Override
  public NDArray encode() {
    return encode(first());
  }

  @Override
  public NDArray encode(String view) {
    return encode(NetworkStep.view(views, view));
  }

  private NDArray encode(NetworkView view) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return encoder.encode(view.images());
    }
  }

  @Override
  public NDArray encodeBlocks(String view, BlockOutput output) {
    if (blocks == 0) {
      throw new IllegalStateException(
          "the plan asks for no blocks of its teacher; add withBlocks(…) to it");
    }
    try (Autograd.Scope paused = Autograd.paused()) {
      return encoder.encodeBlocks(NetworkStep.view(views, view).images(), blocks, output);
    }
  }

  @Override
  public NDArray run(String module, NDArray... inputs) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return NetworkView.part(parts, module).run(scope, first().masks(), inputs);
    }
  }

  private NetworkView first() {
    return views.values().iterator().next();
  }
}
