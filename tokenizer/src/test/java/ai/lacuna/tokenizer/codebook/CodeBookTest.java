package ai.lacuna.tokenizer.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.config.LacunaException;
import org.junit.jupiter.api.Test;

class CodeBookTest {

  private static final CodeBook.Reconstruction GOOD = new CodeBook.Reconstruction(10, 0.01, 0.2);

  @Test
  void countsUsageAndPerplexity() {
    CodeBook book = CodeBook.of(new long[] {2, 2, 0, 0, 2, 2}, 2, GOOD);

    assertThat(book.used()).isEqualTo(4);
    assertThat(book.dead()).isEqualTo(2);
    assertThat(book.tokens()).isEqualTo(8);
    assertThat(book.perplexity()).isCloseTo(4, within(1e-12));
  }

  @Test
  void aCollapsedCodeBookIsRefusedWithEveryBoundThatItMisses() {
    long[] counts = new long[512];
    counts[3] = 5000;
    counts[7] = 2;
    CodeBook book = CodeBook.of(counts, 80, new CodeBook.Reconstruction(10, 0.06, 0.97));

    LacunaException failure =
        catchThrowableOfType(LacunaException.class, () -> CodeBookGates.defaults().require(book));

    assertThat(failure.kind()).isEqualTo(LacunaException.Kind.GATE);
    assertThat(failure.problems()).hasSize(3);
    assertThat(failure)
        .hasMessageContaining("2 of 512")
        .hasMessageContaining("the code book has collapsed")
        .hasMessageContaining("0.970");
  }

  @Test
  void anEvenlyUsedOnePasses() {
    long[] counts = new long[512];
    java.util.Arrays.fill(counts, 10);

    assertThatCode(() -> CodeBookGates.defaults().require(CodeBook.of(counts, 80, GOOD)))
        .doesNotThrowAnyException();
  }

  @Test
  void anEncoderAloneIsJudgedByItsCodes() {
    long[] counts = new long[16];
    java.util.Arrays.fill(counts, 10);
    CodeBook book = CodeBook.of(counts, 80, CodeBook.Reconstruction.NONE);

    assertThatCode(() -> CodeBookGates.defaults().require(book)).doesNotThrowAnyException();
  }

  @Test
  void errorsAreMeasuredAgainstTheVarianceOfEachChannel() {
    Errors errors = new Errors(2);
    byte[] original = {0, (byte) 255, 100, 100}; // (1, 2, 1, 2): the second channel is constant
    errors.add(original, new byte[] {0, (byte) 255, 100, 100}, 1);
    assertThat(errors.found().unexplained()).isZero();

    Errors mean = new Errors(2);
    mean.add(original, new byte[] {127, 127, 100, 100}, 1);
    assertThat(mean.found().unexplained()).isCloseTo(1, within(1e-4));
  }
}
