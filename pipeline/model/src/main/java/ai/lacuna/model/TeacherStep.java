package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Teacher;
import ai.lacuna.model.kernel.Autograd;
import java.util.Map;

/**
 * A teacher on one micro-batch; what it computes belongs to the scope it was made with.
 *
 * @param views of the network that is trained, in the plan's order
 */
record TeacherStep(
    NDManager scope, Map<String, NetworkView> views, Backbone encoder, Map<String, Part> parts)
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
  public NDArray run(String module, NDArray... inputs) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return NetworkView.part(parts, module).run(scope, first().masks(), inputs);
    }
  }

  private NetworkView first() {
    return views.values().iterator().next();
  }
}
