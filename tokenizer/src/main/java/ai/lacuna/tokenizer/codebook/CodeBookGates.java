package ai.lacuna.tokenizer.codebook;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;

/** What a code book must reach; a stage fails that makes a worse one. */
public record CodeBookGates(
    @Doc("Least share of the codes that occur.") @Range("[0, 1]") double minUsage,
    @Doc("Least perplexity of the codes, as a share of the vocabulary.") @Range("[0, 1]")
        double minPerplexity,
    @Doc(
            "Largest reconstruction error on held-out images over the variance of their pixels; 1 ="
                + " that of painting all in the mean colour.")
        @Range("(0, )")
        double maxUnexplained)
    implements Config {

  /**
   * Collapsed code books use a handful of codes and explain next to nothing; trained ones of all
   * sizes tried here were far from these bounds.
   */
  public static CodeBookGates defaults() {
    return new CodeBookGates(0.1, 0.02, 0.5);
  }

  /**
   * Judges a code book.
   *
   * @throws LacunaException of kind GATE with every bound that is missed
   */
  public void require(CodeBook book) {
    Problems problems = new Problems();
    if (book.usage() < minUsage) {
      problems.add(
          "tokenizer: codes that occur",
          "%d of %d".formatted(book.used(), book.vocabulary()),
          "a share of at least " + minUsage,
          COLLAPSED + "minUsage");
    }
    if (book.perplexity() < minPerplexity * book.vocabulary()) {
      problems.add(
          "tokenizer: perplexity of the codes",
          "%.1f of %d".formatted(book.perplexity(), book.vocabulary()),
          "at least %.1f".formatted(minPerplexity * book.vocabulary()),
          COLLAPSED + "minPerplexity");
    }
    if (book.heldOutImages() > 0 && !(book.unexplained() <= maxUnexplained)) {
      problems.add(
          "tokenizer: reconstruction error over variance",
          "%.3f".formatted(book.unexplained()),
          "at most " + maxUnexplained,
          "train longer, choose a wider model or more codes, or raise"
              + " tokenizer.gates.maxUnexplained");
    }
    problems.throwIfAny(LacunaException.Kind.GATE);
  }

  private static final String COLLAPSED =
      "the code book has collapsed: let the temperature fall later, weigh the divergence more,"
          + " train longer or take fewer codes; or lower tokenizer.gates.";
}
