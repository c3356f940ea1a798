package ai.lacuna.model;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import java.util.List;

/** Picks the implementation that a config asks for. */
final class Backbones {

  /** What an encoder's parameters are called inside a network. */
  static final String PREFIX = "encoder.";

  private Backbones() {}

  /** The parameters of an encoder, without prefix. */
  static List<ParameterSpec> parameters(BackboneConfig config, ImageShape image) {
    return switch (config.type()) {
      case VIT -> VisionTransformer.parameters(config, image.channels());
    };
  }

  /** An encoder on given parameters. */
  static Backbone create(
      NDManager parent,
      BackboneConfig config,
      ImageShape image,
      Weights weights,
      Precision precision) {
    return switch (config.type()) {
      case VIT -> new VisionTransformer(parent, config, image, weights, precision);
    };
  }
}
