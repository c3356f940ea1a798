package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The vision transformer of MAE: a linear patch embedding, a class token, positions added to the
 * patches, pre-norm blocks (LayerNorm with ε = 1e-6, exact GELU), a final norm; or with the
 * settings of BEiT's or AIM's. Parameters are named as timm and the official codes name them, but
 * for BEiT's scales of branches and AIM's trunk, which are called as timm calls those of other
 * transformers.
 */
final class VisionTransformer implements Backbone {

  private final int channels;
  private final int patch;
  private final Kernels kernels;
  private final NDManager manager;
  private final PositionTable positions;
  private final NDArray relative;
  private final NDArray nothing;
  private final List<NDArray> weights;
  private final Optional<BlockCalls> blocks;

  VisionTransformer(
      NDManager parent,
      VitConfig config,
      ImageShape image,
      Weights weights,
      Precision precision,
      Recompute recompute) {
    channels = image.channels();
    patch = config.patch();
    manager = parent.newSubManager();
    Arithmetic arithmetic = Arithmetic.choose(manager.getDevice(), precision, config.tokens());
    String text =
        TransformerKernels.text(
            config.depth(), config.heads(), config.patch(), config.style(), arithmetic);
    kernels = Kernels.compile(manager, text);
    nothing = manager.zeros(new Shape(0));
    NDArray table =
        switch (config.position()) {
          case SINCOS -> SineCosine.table(manager, config.grid(), config.width());
          case SINCOS_ROWS_FIRST ->
              SineCosine.tableRowsFirst(manager, config.grid(), config.width());
          case LEARNED -> weights.get("pos_embed");
          case NONE -> manager.zeros(new Shape(1, 1 + config.grid().size(), config.width()));
        };
    positions = new PositionTable(manager, table, config.grid());
    relative =
        switch (config.relativePosition()) {
          case NONE -> nothing;
          case SHARED, PER_BLOCK -> manager.create(new RelativePositions(config.grid()).index());
        };
    List<ParameterSpec> specs = new ArrayList<>(slots(config, image.channels()));
    specs.removeIf(spec -> spec.name().equals("pos_embed"));
    Set<ParameterSpec> existing = Set.copyOf(parameters(config, image.channels()));
    this.weights = TransformerKernels.arrays(specs, existing, weights, manager);
    blocks = BlockCalls.of(recompute, kernels, this.weights, config.depth(), config.style());
  }

  /** The parameters. */
  static List<ParameterSpec> parameters(VitConfig config, int channels) {
    List<ParameterSpec> specs = new ArrayList<>(slots(config, channels));
    specs.removeIf(
        spec ->
            spec.name().equals("cls_token")
                && config.classToken() == EncoderOutput.ClassToken.NONE);
    return TransformerKernels.present(specs, config.style());
  }

  // The parameters in the order in which the text takes them, and those that it takes as zeros.
  private static List<ParameterSpec> slots(VitConfig config, int channels) {
    int width = config.width();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(new ParameterSpec("cls_token", new Shape(1, 1, width), config.init().token()));
    if (config.position() == VitConfig.Position.LEARNED) {
      Shape table = new Shape(1, 1 + config.grid().size(), width);
      specs.add(new ParameterSpec("pos_embed", table, config.init().positions()));
    }
    specs.addAll(
        TransformerKernels.projection(
            "patch_embed.proj", channels, config.patch(), width, config.init()));
    if (config.patchNorm() == VitConfig.PatchNorm.LAYER) {
      specs.addAll(ParameterSpec.norm("patch_embed.norm", width));
    }
    specs.addAll(
        TransformerKernels.blocks(config.depth(), width, config.mlpWidth(), config.style()));
    specs.addAll(ParameterSpec.norm("norm", width));
    if (config.relativePosition() == VitConfig.RelativePosition.SHARED) {
      specs.add(TransformerKernels.table("rel_pos_bias.", config.style()));
    }
    return List.copyOf(specs);
  }

  /** What takes the place of hidden patches. */
  static ParameterSpec maskToken(VitConfig config) {
    return new ParameterSpec(
        Backbones.MASK_TOKEN, new Shape(1, 1, config.width()), config.init().maskToken());
  }

  @Override
  public NDArray encode(NDArray images, NDArray branches) {
    return call("", new NDList(images, positions(images)), branches);
  }

  @Override
  public NDArray encodeVisible(NDArray images, Masks masks, NDArray branches) {
    return call("_visible", new NDList(images, masks.visible(), positions(images)), branches);
  }

  @Override
  public NDArray encodeMasked(NDArray images, Masks masks, NDArray token, NDArray branches) {
    return call("_masked", new NDList(images, masks.hidden(), token, positions(images)), branches);
  }

  @Override
  public NDArray encodeCausal(NDArray images, Masks masks, NDArray branches) {
    NDArray table = positions(images);
    if (blocks.isEmpty()) {
      return call("encode_causal", new NDList(images, masks.hidden(), table, relative, branches));
    }
    NDArray added =
        kernels
            .call("prefix_causal", new NDList(masks.hidden()))
            .singletonOrThrow(); // (B, 1, L, L)
    NDArray x = call("embed", new NDList(images, table)); // (B, L, D)
    return call("finish", new NDList(blocks.get().run(x, added, relative, branches)));
  }

  @Override
  public NDArray encode(NDArray images) {
    return encode(images, nothing);
  }

  @Override
  public NDArray encodeBlocks(NDArray images, int last, BlockOutput output) {
    String method =
        switch (output) {
          case STREAM -> "encode_streams";
          case MLP -> "encode_mlps";
        };
    NDArray count = images.getManager().zeros(new Shape(last, 0)); // read without a wait for a GPU
    return call(method, new NDList(images, positions(images), relative, count));
  }

  // Images of another size than the encoder's get interpolated positions.
  private NDArray positions(NDArray images) {
    Shape shape = images.getShape();
    boolean fits =
        shape.dimension() == 4
            && shape.get(1) == channels
            && shape.get(2) % patch == 0
            && shape.get(3) % patch == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "this encoder takes images of %d channels and whole patches of %d pixels, given %s"
              .formatted(channels, patch, shape));
    }
    Grid grid = new Grid((int) shape.get(2) / patch, (int) shape.get(3) / patch);
    return positions.at(grid, images.getManager()); // (1, 1+N, D)
  }

  // The methods encode… in one call, or embed…, the blocks, and the last norm.
  private NDArray call(String mode, NDList arguments, NDArray branches) {
    if (blocks.isEmpty()) {
      arguments.addAll(List.of(relative, branches));
      return call("encode" + mode, arguments);
    }
    NDArray x = call("embed" + mode, arguments); // (B, L, D)
    return call("finish", new NDList(blocks.get().run(x, nothing, relative, branches)));
  }

  private NDArray call(String method, NDList arguments) {
    return kernels.call(method, arguments, weights).singletonOrThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
