package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import java.util.Arrays;
import java.util.List;

/** Picks the implementation that a config asks for. */
final class Backbones {

  /** What an encoder's parameters are called inside a network. */
  static final String PREFIX = "encoder.";

  /** What the token is called that takes the place of hidden patches; no part of the encoder. */
  static final String MASK_TOKEN = "mask_token";

  private Backbones() {}

  /** The parameters of an encoder, without prefix. */
  static List<ParameterSpec> parameters(BackboneConfig config, ImageShape image) {
    if (config instanceof VitConfig vit) {
      return VisionTransformer.parameters(vit, image.channels());
    } else if (config instanceof SwinConfig swin) {
      return SwinTransformer.parameters(swin, image.channels());
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  /** The token that takes the place of hidden patches. */
  static ParameterSpec maskToken(BackboneConfig config) {
    if (config instanceof VitConfig vit) {
      return VisionTransformer.maskToken(vit);
    } else if (config instanceof SwinConfig swin) {
      return SwinTransformer.maskToken(swin);
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  /**
   * An encoder on given parameters.
   *
   * @throws IllegalArgumentException if its architecture cannot recompute what it should
   */
  static Backbone create(
      NDManager parent,
      BackboneConfig config,
      ImageShape image,
      Weights weights,
      Precision precision,
      Recompute recompute) {
    if (recompute != Recompute.NOTHING && !config.recomputes()) {
      throw new IllegalArgumentException(config.type() + " cannot recompute " + recompute);
    }
    if (config instanceof VitConfig vit) {
      return new VisionTransformer(parent, vit, image, weights, precision, recompute);
    } else if (config instanceof SwinConfig swin) {
      return new SwinTransformer(parent, swin, image, weights, precision);
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  /** Refuses images of another shape than an encoder was made for. */
  static void requireShape(ImageShape expected, NDArray images) {
    long[] given = images.getShape().getShape();
    long[] shape = {given[0], expected.channels(), expected.height(), expected.width()};
    if (!Arrays.equals(given, shape)) {
      throw new IllegalArgumentException(
          "this encoder takes images of shape " + expected + ", given " + images.getShape());
    }
  }
}
