package ai.lacuna.tokenizer;

import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.tokenizer.codebook.CodeBookGates;
import ai.lacuna.tokenizer.dvae.DallePytorchConfig;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import ai.lacuna.tokenizer.dvae.Likelihood;
import ai.lacuna.training.TrainingConfig;
import java.util.List;

/**
 * What a tokenizer is unless a recipe says otherwise, derived from the encoder's image and patches:
 * one token for each patch, at a size that makes a token stand for at most 8 x 8 pixels.
 */
final class TokenizerDefaults {

  private static final int COARSEST = 8;

  private TokenizerDefaults() {}

  /**
   * The model: the published size for images of 128 pixels and more, smaller ones below.
   *
   * @param side the encoder's image, its longer side
   * @param patch side of its patches
   */
  static DvaeConfig model(int side, int patch) {
    int layers = 31 - Integer.numberOfLeadingZeros(Math.max(2, Math.min(COARSEST, patch)));
    if (side >= 128) {
      DallePytorchConfig published = DallePytorchConfig.defaults();
      return new DallePytorchConfig(
          published.vocabulary(),
          layers,
          published.blocks(),
          published.width(),
          published.codeWidth());
    }
    return side >= 64
        ? new DallePytorchConfig(2048, layers, 1, 128, 128)
        : new DallePytorchConfig(512, layers, 1, 64, 64);
  }

  /** The same for an encoder. */
  static DvaeConfig model(BackboneConfig backbone) {
    return model(Math.max(backbone.imageHeight(), backbone.imageWidth()), backbone.patch());
  }

  /** The rest: the size at which one token belongs to each patch, BEiT's 112 for 14 x 14. */
  static TokenizerConfig of(Grid grid, DvaeConfig model) {
    int height = grid.rows() * model.stride();
    int width = grid.columns() * model.stride();
    return new TokenizerConfig(
        height == width ? List.of(height) : List.of(height, width),
        likelihood(model),
        0,
        CodeBookGates.defaults());
  }

  /** The loss that an architecture was published with. */
  static Likelihood likelihood(DvaeConfig model) {
    return model instanceof DallePytorchConfig ? Likelihood.MEAN_SQUARED : Likelihood.LOGIT_LAPLACE;
  }

  /**
   * The training: DALLE-pytorch's 20 epochs and rate of 1e-3, at a batch of 64 and on a cosine,
   * where train_vae.py takes 8 and an exponential.
   */
  static TrainingConfig training() {
    return TrainingConfig.of(new TrainingDefaults(20, 64, 4e-3, 0, 1, 0, 0.9, 0.999, 0));
  }
}
