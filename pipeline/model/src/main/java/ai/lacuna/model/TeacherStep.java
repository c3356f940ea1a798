package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Teacher;
import ai.lacuna.model.kernel.Autograd;
import java.util.Map;

/** A teacher on one micro-batch; what it computes belongs to the scope it was made with. */
record TeacherStep(
    NDManager scope, NDArray images, Masks masks, Backbone encoder, Map<String, Part> parts)
    implements Teacher {

  @Override
  public NDArray encode() {
    try (Autograd.Scope paused = Autograd.paused()) {
      return encoder.encode(images);
    }
  }

  @Override
  public NDArray run(String module, NDArray... inputs) {
    try (Autograd.Scope paused = Autograd.paused()) {
      return NetworkStep.part(parts, module).run(scope, masks, inputs);
    }
  }
}
