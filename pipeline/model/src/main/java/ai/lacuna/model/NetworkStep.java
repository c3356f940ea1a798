package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Step;
import ai.lacuna.api.Teacher;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.schedule.Moment;
import java.util.Map;
import java.util.Optional;

/** One micro-batch on a network; what it computes belongs to the scope it was made with. */
final class NetworkStep implements Step {

  private final NDManager scope;
  private final NDArray images;
  private final Masks masks;
  private final NDArray branches;
  private final Backbone encoder;
  private final EncodeMode mode;
  private final Map<String, Part> parts;
  private final Patches patches;
  private final Optional<Teacher> teacher;
  private final Buffers buffers;
  private final Moment moment;

  NetworkStep(
      NDManager scope,
      NDArray images,
      Masks masks,
      NDArray branches,
      Backbone encoder,
      EncodeMode mode,
      Map<String, Part> parts,
      Patches patches,
      Optional<Teacher> teacher,
      Buffers buffers,
      Moment moment) {
    this.scope = scope;
    this.images = images;
    this.masks = masks;
    this.branches = branches;
    this.encoder = encoder;
    this.mode = mode;
    this.parts = parts;
    this.patches = patches;
    this.teacher = teacher;
    this.buffers = buffers;
    this.moment = moment;
  }

  @Override
  public NDArray images() {
    return images;
  }

  @Override
  public NDArray encode() {
    return encoder.encode(images, mode, masks, branches);
  }

  @Override
  public NDArray hidden() {
    return masks.hidden();
  }

  @Override
  public NDArray target() {
    return patches.target();
  }

  @Override
  public NDArray run(String module, NDArray... inputs) {
    return part(parts, module).run(scope, masks, inputs);
  }

  static Part part(Map<String, Part> parts, String module) {
    Part part = parts.get(module);
    if (part == null) {
      throw new IllegalArgumentException(
          "the plan has no module '"
              + module
              + "'; "
              + Suggestion.didYouMean(module, parts.keySet()));
    }
    return part;
  }

  @Override
  public Teacher teacher() {
    return teacher.orElseThrow(
        () -> new IllegalStateException("the plan names no teacher; add teacher(…) to it"));
  }

  @Override
  public NDArray buffer(String name) {
    return buffers.view(name, scope);
  }

  @Override
  public void collect(String name, NDArray value) {
    buffers.collect(name, value);
  }

  @Override
  public Moment moment() {
    return moment;
  }

  @Override
  public NDArray toPixels(NDArray predicted) {
    return patches.toPixels(predicted);
  }
}
