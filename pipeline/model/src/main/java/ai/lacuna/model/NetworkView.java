package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.View;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.ImageShape;
import java.util.Map;
import java.util.Optional;

/** One view of a micro-batch on a network; what it computes belongs to the step's scope. */
final class NetworkView implements View {

  private final NDManager scope;
  private final ViewInput input;
  private final ImageShape shape;
  private final int count;
  private final EncodeMode mode;
  private final Backbone encoder;
  private final Optional<NDArray> maskToken;
  private final Map<String, Part> parts;
  private final Patches patches;
  private final Masks masks;
  private final NDArray branches;

  /**
   * @param scope receives every array
   * @param input the view's crops and what was drawn for them
   * @param shape what the plan says the crops' shape is
   * @param count crops of each image
   * @param mode what the encoder gets to see
   * @param maskToken for the mode that replaces hidden patches
   * @param patches of the crops
   */
  NetworkView(
      NDManager scope,
      ViewInput input,
      ImageShape shape,
      int count,
      EncodeMode mode,
      Backbone encoder,
      Optional<NDArray> maskToken,
      Map<String, Part> parts,
      Patches patches) {
    this.scope = scope;
    this.input = input;
    this.shape = shape;
    this.count = count;
    this.mode = mode;
    this.encoder = encoder;
    this.maskToken = maskToken;
    this.parts = parts;
    this.patches = patches;
    masks = Masks.of(scope, input.draws().masks());
    branches = input.draws().branches(scope);
    if (mode == EncodeMode.VISIBLE_ONLY) {
      masks.visible(); // fails now if it cannot be given, not in the middle of a loss
    }
  }

  Masks masks() {
    return masks;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public NDArray images() {
    return input.images();
  }

  @Override
  public NDArray encode() {
    Backbones.requireShape(shape, images());
    return switch (mode) {
      case FULL -> encoder.encode(images(), branches);
      case VISIBLE_ONLY -> encoder.encodeVisible(images(), masks, branches);
      case MASK_TOKENS -> encoder.encodeMasked(images(), masks, maskToken.orElseThrow(), branches);
      case PREFIX_CAUSAL -> encoder.encodeCausal(images(), masks, branches);
    };
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
  public NDArray hiddenTarget() {
    return patches.hiddenTarget(masks);
  }

  @Override
  public NDArray runHidden(String module, NDArray... inputs) {
    return part(parts, module).runHidden(scope, masks, inputs);
  }

  @Override
  public NDArray ofHidden(NDArray values) {
    return masks.ofHidden(values);
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
  public NDArray toPixels(NDArray predicted) {
    return patches.toPixels(predicted);
  }
}
