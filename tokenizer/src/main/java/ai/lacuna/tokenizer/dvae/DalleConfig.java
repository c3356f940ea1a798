package ai.lacuna.tokenizer.dvae;

import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;

/**
 * DALL-E's convolutional residual design: groups of bottleneck blocks, each group twice as wide as
 * the one before and half as large a side.
 *
 * @see <a href="https://arxiv.org/abs/2102.12092">Ramesh et al. 2021, appendix A.1</a>;
 *     openai/DALL-E, dall_e/encoder.py and decoder.py
 */
@TypeName(DalleConfig.TYPE)
public record DalleConfig(
    @Doc("Number of codes.") @Range("[2, 65536]") int vocabulary,
    @Doc("Groups of blocks; a token stands for a square of 2^(groups-1) pixels.") @Range("[1, 6]")
        int groups,
    @Doc("Residual blocks in a group.") @Range("[1, )") int blocks,
    @Doc("Channels of the encoder's first group; divides by 4.") @Range("[4, )") int width,
    @Doc("Channels of the decoder's first layer.") @Range("[1, )") int codeWidth)
    implements DvaeConfig {

  static final String TYPE = "dalle";

  /** The published sizes, which BEiT's tokenizer has: 8192 codes, 8 pixels to a token. */
  public static DalleConfig defaults() {
    return new DalleConfig(8192, 4, 2, 256, 128);
  }

  @Override
  public void check(Problems problems) {
    problems.require(width % 4 == 0, "width", width, "a multiple of 4, as blocks need");
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public int stride() {
    return 1 << (groups - 1);
  }

  @Override
  public PixelRange pixels() {
    return PixelRange.INSET;
  }

  @Override
  public String summary() {
    return "dalle, %d codes, %d groups of %d blocks, width %d to %d"
        .formatted(vocabulary, groups, blocks, width, width << (groups - 1));
  }
}
