package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncodeMode;
import java.util.Map;

/** One micro-batch on a network; what it computes belongs to the scope it was made with. */
final class NetworkStep implements Step {

  private final NDManager scope;
  private final NDArray images;
  private final Masks masks;
  private final Backbone encoder;
  private final EncodeMode mode;
  private final Map<String, Part> parts;
  private final Patches patches;

  NetworkStep(
      NDManager scope,
      NDArray images,
      Masks masks,
      Backbone encoder,
      EncodeMode mode,
      Map<String, Part> parts,
      Patches patches) {
    this.scope = scope;
    this.images = images;
    this.masks = masks;
    this.encoder = encoder;
    this.mode = mode;
    this.parts = parts;
    this.patches = patches;
  }

  @Override
  public NDArray images() {
    return images;
  }

  @Override
  public NDArray encode() {
    return encoder.encode(images, mode, masks);
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
    Part part = parts.get(module);
    if (part == null) {
      throw new IllegalArgumentException(
          "the plan has no module '"
              + module
              + "'; "
              + Suggestion.didYouMean(module, parts.keySet()));
    }
    return part.run(scope, masks, inputs);
  }

  @Override
  public NDArray toPixels(NDArray predicted) {
    return patches.toPixels(predicted);
  }
}
