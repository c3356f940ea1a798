package ai.lacuna.tokenizer.codebook;

import java.util.Arrays;

/**
 * How a code book is used; the content of {@code codebook.json}.
 *
 * @param schema version of this format, 1
 * @param vocabulary codes K
 * @param images images whose tokens were counted
 * @param tokens tokens that were counted
 * @param used codes that occur
 * @param perplexity exp of the entropy of the codes' frequencies, in [1, K]: as many codes, equally
 *     frequent, would carry as much
 * @param heldOutImages images that the reconstruction was measured on, none of them trained on; 0 =
 *     there is no decoder
 * @param error mean squared error of reconstructed pixels in [0, 1]
 * @param unexplained {@code error} over the variance of the pixels: 0 = perfect, 1 = what painting
 *     every image in the mean colour gives
 * @param counts (K): how often each code occurs
 */
public record CodeBook(
    int schema,
    int vocabulary,
    long images,
    long tokens,
    int used,
    double perplexity,
    long heldOutImages,
    double error,
    double unexplained,
    long[] counts) {

  /** The file of an artifact. */
  public static final String FILE = "codebook.json";

  /**
   * The figures.
   *
   * @param counts how often each code occurs
   * @param images in how many images
   * @param reconstruction how well the decoder does
   */
  static CodeBook of(long[] counts, long images, Reconstruction reconstruction) {
    long tokens = Arrays.stream(counts).sum();
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double p = (double) count / tokens;
        entropy -= p * Math.log(p);
      }
    }
    return new CodeBook(
        1,
        counts.length,
        images,
        tokens,
        (int) Arrays.stream(counts).filter(c -> c > 0).count(),
        Math.exp(entropy),
        reconstruction.images(),
        reconstruction.error(),
        reconstruction.unexplained(),
        counts);
  }

  /** What was found about the decoder; see the components of the same names. */
  record Reconstruction(long images, double error, double unexplained) {
    static final Reconstruction NONE = new Reconstruction(0, 0, 0);
  }

  /** Codes that never occur. */
  public int dead() {
    return vocabulary - used;
  }

  /** Share of the codes that occur, in (0, 1]. */
  public double usage() {
    return (double) used / vocabulary;
  }
}
