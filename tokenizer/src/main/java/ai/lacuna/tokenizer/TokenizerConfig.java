package ai.lacuna.tokenizer;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.tokenizer.codebook.CodeBookGates;
import ai.lacuna.tokenizer.dvae.Likelihood;
import java.util.List;

/** What a recipe says of a tokenizer, trained or imported, besides its model. */
public record TokenizerConfig(
    @Doc("Height and width in pixels at which it sees a crop, or one number for both.")
        @Range("[1, )")
        List<Integer> image,
    @Doc("How reconstructions are compared with images; decides what the decoder gives.")
        Likelihood likelihood,
    @Doc(
            "Crops of each image whose tokens are stored before the training, which then uses no"
                + " others; 0 = tokens are computed in each step, for new crops in every epoch.")
        @Range("[0, )")
        int crops,
    @Doc("What the code book must reach.") CodeBookGates gates)
    implements Config {

  public TokenizerConfig {
    image = List.copyOf(image);
  }

  /** BEiT's: crops at 112 x 112, tokens in each step. */
  public static TokenizerConfig defaults() {
    return new TokenizerConfig(List.of(112), Likelihood.MEAN_SQUARED, 0, CodeBookGates.defaults());
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        image.size() == 1 || image.size() == 2, "image", image, "one number, or height and width");
  }

  int height() {
    return image.get(0);
  }

  int width() {
    return image.get(image.size() - 1);
  }
}
