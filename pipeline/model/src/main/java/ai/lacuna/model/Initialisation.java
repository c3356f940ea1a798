package ai.lacuna.model;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;

/**
 * What the parameters of a vision transformer are before training, as official codes have it.
 * Biases are zero where nothing else is said, norms the identity.
 */
public enum Initialisation {
  /**
   * Linear layers and patch projection Xavier-uniform, with queries, keys and values as one matrix;
   * tokens normal with deviation 0.02; the projection's bias as torch's convolutions have it
   * (Appendix A.1, models_mae.py).
   */
  MAE,
  /**
   * Everything normal with deviation 0.02, redrawn beyond ±0.02; what ends a branch of block l,
   * from 1, is divided by √(2l) (section 2.5, modeling_pretrain.py; SimMIM's vision transformer).
   */
  BEIT,
  /**
   * Linear layers, tokens and positions normal with deviation 0.02; the patch projection and its
   * bias as torch's convolutions have them (vision_transformer.py of DINO and of iBOT).
   */
  DINO,
  /**
   * As {@link #MAE}, but queries, keys and values are three matrices; tokens have the deviation
   * 1e-6, and the projection's bias is zero (vits.py).
   */
  MOCO_V3,
  /**
   * Linear layers as torch's: uniform up to one over the root of their inputs; the projection of
   * patches as {@link #MAE}, tokens and positions normal with deviation 0.02 (the published
   * layers.py; what AIM's models were before pre-training is not published).
   */
  AIM;

  private static final Init NARROW = new Init.TruncatedNormal(0.02, 0.02);
  private static final Init WIDE = new Init.TruncatedNormal(0.02, 2);

  /** A linear layer that takes so many inputs. */
  Init matrix(int inputs) {
    return switch (this) {
      case MAE, MOCO_V3 -> new Init.XavierUniform();
      case BEIT -> NARROW;
      case DINO -> WIDE;
      case AIM -> new Init.Uniform(1 / Math.sqrt(inputs));
    };
  }

  /** Queries, keys and values of tokens of a width, (3 · width, width). */
  Init qkv(int width) {
    return switch (this) {
      case MAE, BEIT, DINO, AIM -> matrix(width);
      case MOCO_V3 -> new Init.Uniform(Math.sqrt(6.0 / (width + width))); // Xavier's, of each
    };
  }

  /** The linear layer that ends a branch of a block, from 0, and takes so many inputs. */
  Init lastOfBranch(int block, int inputs) {
    double deviation = 0.02 / Math.sqrt(2 * (block + 1));
    return switch (this) {
      case MAE, DINO, MOCO_V3, AIM -> matrix(inputs);
      case BEIT -> new Init.TruncatedNormal(deviation, deviation);
    };
  }

  /** The projection of patches, (D, C, patch, patch). */
  Init projection(Shape shape) {
    return switch (this) {
      case MAE, MOCO_V3, AIM -> new Init.XavierUniform();
      case BEIT -> NARROW;
      case DINO -> convolution(shape);
    };
  }

  /** The bias of the projection of patches, whose weight has a shape. */
  Init projectionBias(Shape shape) {
    return switch (this) {
      case MAE, DINO, AIM -> convolution(shape);
      case BEIT, MOCO_V3 -> Init.ZEROS;
    };
  }

  /** What takes the place of hidden patches. */
  Init maskToken() {
    return switch (this) {
      case MAE, BEIT, MOCO_V3, AIM -> token();
      case DINO -> Init.ZEROS; // iBOT's
    };
  }

  /** A class token. */
  Init token() {
    return switch (this) {
      case MAE, AIM -> ParameterSpec.TOKEN;
      case BEIT -> NARROW;
      case DINO -> WIDE;
      case MOCO_V3 -> new Init.Normal(1e-6);
    };
  }

  /** A learned table of positions; MAE's and MoCo v3's are fixed, here they start as DINO's. */
  Init positions() {
    return switch (this) {
      case MAE, DINO, MOCO_V3 -> WIDE;
      case BEIT -> NARROW;
      case AIM -> ParameterSpec.TOKEN;
    };
  }

  // The default of torch, for weight and bias.
  private static Init convolution(Shape shape) {
    return new Init.Uniform(1 / Math.sqrt((double) shape.size() / shape.get(0)));
  }
}
