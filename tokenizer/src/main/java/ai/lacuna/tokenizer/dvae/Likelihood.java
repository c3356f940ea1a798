package ai.lacuna.tokenizer.dvae;

/** How a reconstruction is compared with its image, and what the decoder gives therefore. */
public enum Likelihood {
  /** Mean squared difference of scaled pixels (DALLE-pytorch). */
  MEAN_SQUARED,
  /** Smooth L1 with β = 1 on scaled pixels (DALLE-pytorch). */
  SMOOTH_L1,
  /**
   * Negative log-likelihood under a logit-Laplace distribution of pixels in [0.1, 0.9], whose mean
   * and scale the decoder gives for every value (Ramesh et al. 2021, appendix A.3).
   */
  LOGIT_LAPLACE;

  /** Channels that the decoder gives for C channels of the image. */
  int outputs(int channels) {
    return this == LOGIT_LAPLACE ? 2 * channels : channels;
  }

  // The body of the kernel method `reconstruction`.
  String loss() {
    return switch (this) {
      case MEAN_SQUARED -> "return torch.mse_loss(decoded, self.scaled(images), 1)";
      case SMOOTH_L1 -> "return torch.smooth_l1_loss(decoded, self.scaled(images), 1, 1.0)";
      case LOGIT_LAPLACE -> "return torch.mean(self.logit_laplace(images, decoded))";
    };
  }

  // The body of the kernel method `pixels`.
  String pixels() {
    return switch (this) {
      case MEAN_SQUARED, SMOOTH_L1 -> "return self.unscaled(decoded)";
      case LOGIT_LAPLACE -> "return self.unscaled(torch.sigmoid(torch.chunk(decoded, 2, 1)[0]))";
    };
  }

  // How the pixels that the decoder gives are scaled.
  PixelRange range(DvaeConfig architecture) {
    return switch (this) {
      case MEAN_SQUARED, SMOOTH_L1 -> architecture.pixels();
      case LOGIT_LAPLACE -> PixelRange.INSET;
    };
  }
}
