package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.model.Weights;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A frozen tokenizer, rebuilt from nothing but its own files: {@code tokenizer.safetensors} and
 * {@code tokenizer.json}. Thread-safe.
 *
 * <p>B images, C channels, H × W pixels, N tokens.
 */
public final class Tokenizer implements AutoCloseable {

  private static final int FLOAT32 = 6;

  private final NDManager manager;
  private final Design design;
  private final DvaeKernels kernels;

  private Tokenizer(NDManager manager, Design design, Weights weights) {
    this.manager = manager;
    this.design = design;
    kernels = new DvaeKernels(manager, design, Sampling.STRAIGHT_THROUGH, FLOAT32, weights);
  }

  /**
   * Opens a tokenizer artifact.
   *
   * @param folder holds the two files
   * @param parent its device is used; closing it closes the tokenizer
   * @throws LacunaException of kind DATA if a file is missing or broken, or if any tensor is
   *     missing, unexpected or of another shape
   */
  public static Tokenizer open(Path folder, NDManager parent) throws IOException {
    Design design = TokenizerFiles.design(folder);
    NDManager manager = parent.newSubManager();
    try {
      Weights weights =
          TokenizerFiles.weights(folder.resolve(TokenizerFiles.WEIGHTS), design, manager);
      return new Tokenizer(manager, design, weights);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** What it is. */
  public Design design() {
    return design;
  }

  /** Whether it can {@link #reconstruct}; an imported encoder alone cannot. */
  public boolean hasDecoder() {
    return kernels.hasDecoder();
  }

  /**
   * The likeliest code of every token, row-major.
   *
   * @param scope receives the result
   * @param pixels (B, C, H, W), unsigned bytes
   * @return (B, N) int64
   */
  public NDArray codes(NDManager scope, byte[] pixels) {
    try (Autograd.Scope paused = Autograd.paused();
        NDManager inner = scope.newSubManager()) {
      NDArray codes = kernels.codes(kernels.images(inner, pixels));
      codes.attach(scope);
      return codes;
    }
  }

  /**
   * What the decoder makes of codes.
   *
   * @param codes (B, N) int64
   * @return pixels (B, C, H, W), unsigned bytes
   * @throws IllegalStateException if there is no decoder
   */
  public byte[] reconstruct(NDArray codes) {
    if (!hasDecoder()) {
      throw new IllegalStateException("this tokenizer was imported without its decoder");
    }
    try (Autograd.Scope paused = Autograd.paused();
        NDManager inner = codes.getManager().newSubManager()) {
      NDArray pixels = kernels.reconstruct(codes.toType(DataType.INT64, false));
      pixels.attach(inner);
      NDArray bytes = pixels.mul(255f).round().toType(DataType.UINT8, false);
      return bytes.toByteArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
