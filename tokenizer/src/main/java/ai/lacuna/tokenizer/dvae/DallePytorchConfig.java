package ai.lacuna.tokenizer.dvae;

import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;

/**
 * DALLE-pytorch's form: strided convolutions, then residual blocks on the token grid; the decoder
 * mirrors it. BEiT's authors trained this form on ImageNet and lost 0.16 points of accuracy against
 * DALL-E's own tokenizer (Bao et al. 2021, appendix C).
 *
 * @see <a href="https://github.com/lucidrains/DALLE-pytorch">DALLE-pytorch, dalle_pytorch.py,
 *     DiscreteVAE</a>
 */
@TypeName(DallePytorchConfig.TYPE)
public record DallePytorchConfig(
    @Doc("Number of codes.") @Range("[2, 65536]") int vocabulary,
    @Doc("Strided layers; a token stands for a square of 2^layers pixels.") @Range("[1, 6]")
        int layers,
    @Doc("Residual blocks in the encoder, and in the decoder.") @Range("[0, )") int blocks,
    @Doc("Channels of all layers.") @Range("[1, )") int width,
    @Doc("Width of a code's embedding.") @Range("[1, )") int codeWidth)
    implements DvaeConfig {

  static final String TYPE = "dalle-pytorch";

  /** The defaults of train_vae.py: 8192 codes, 8 pixels to a token. */
  public static DallePytorchConfig defaults() {
    return new DallePytorchConfig(8192, 3, 2, 256, 512);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int stride() {
    return 1 << layers;
  }

  @Override
  public PixelRange pixels() {
    return PixelRange.CENTRED;
  }

  @Override
  public String summary() {
    return "dalle-pytorch, %d codes, %d strided layers and %d blocks of width %d"
        .formatted(vocabulary, layers, blocks, width);
  }
}
