package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.TransformerKernels.LayerScale;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision transformer of MAE: a linear patch embedding, a class token, positions added to the
 * patches, pre-norm blocks (LayerNorm with ε = 1e-6, exact GELU), a final norm. Parameters are
 * named as timm and the official code name them.
 */
final class VisionTransformer implements Backbone {

  private final int channels;
  private final int patch;
  private final Kernels kernels;
  private final NDManager manager;
  private final PositionTable positions;
  private final NDArray nothingDropped;
  private final List<NDArray> weights;

  VisionTransformer(
      NDManager parent, VitConfig config, ImageShape image, Weights weights, Precision precision) {
    channels = image.channels();
    patch = config.patch();
    manager = parent.newSubManager();
    Arithmetic arithmetic =
        Arithmetic.choose(manager.getDevice(), precision, 1 + config.grid().size());
    LayerScale scale = config.layerScale() > 0 ? LayerScale.PER_CHANNEL : LayerScale.NONE;
    String text =
        TransformerKernels.text(config.depth(), config.heads(), config.patch(), scale, arithmetic);
    kernels = Kernels.compile(manager, text);
    nothingDropped = manager.zeros(new Shape(0));
    NDArray table =
        switch (config.position()) {
          case SINCOS -> SineCosine.table(manager, config.grid(), config.width());
          case LEARNED -> weights.get("pos_embed");
        };
    positions = new PositionTable(manager, table, config.grid());
    List<ParameterSpec> specs = new ArrayList<>(parameters(config, image.channels()));
    specs.removeIf(spec -> spec.name().equals("pos_embed"));
    this.weights = TransformerKernels.arrays(specs, weights);
  }

  /** The parameters, in the order of the official checkpoints. */
  static List<ParameterSpec> parameters(VitConfig config, int channels) {
    int width = config.width();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(new ParameterSpec("cls_token", new Shape(1, 1, width), ParameterSpec.TOKEN));
    if (config.position() == VitConfig.Position.LEARNED) {
      Shape table = new Shape(1, 1 + config.grid().size(), width);
      specs.add(new ParameterSpec("pos_embed", table, new Init.TruncatedNormal(0.02, 2)));
    }
    specs.addAll(
        TransformerKernels.projection("patch_embed.proj", channels, config.patch(), width));
    specs.addAll(
        TransformerKernels.blocks(config.depth(), width, config.mlpWidth(), config.layerScale()));
    specs.addAll(ParameterSpec.norm("norm", width));
    return List.copyOf(specs);
  }

  @Override
  public NDArray encode(NDArray images, EncodeMode mode, Masks masks, NDArray branches) {
    return switch (mode) {
      case FULL -> call("encode", new NDList(images, positions(images), branches));
      case VISIBLE_ONLY ->
          call("encode_visible", new NDList(images, masks.visible(), positions(images), branches));
    };
  }

  @Override
  public NDArray encode(NDArray images) {
    return call("encode", new NDList(images, positions(images), nothingDropped));
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

  private NDArray call(String method, NDList arguments) {
    return kernels.call(method, arguments, weights).singletonOrThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
