package ai.lacuna.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void reportsAllAtOnceWithFullPaths() {
    Problems problems = new Problems();
    problems
        .under("pretrain")
        .under("config")
        .add("maskRatio", 1.5, "0 < maskRatio < 1", "use 0.75");
    problems.require(false, "seed", "x", "a whole number");
    problems.require(true, "name", "y", "never reported");
    LacunaException thrown = catchThrowableOfType(LacunaException.class, problems::throwIfAny);
    assertThat(thrown.kind().exitCode()).isEqualTo(2);
    assertThat(thrown.problems()).hasSize(2);
    assertThat(thrown)
        .hasMessage(
            "pretrain.config.maskRatio: given 1.5, expected 0 < maskRatio < 1. Fix: use 0.75\n"
                + "seed: given x, expected a whole number.");
  }

  @Test
  void isSilentWhenNothingIsWrong() {
    Problems problems = new Problems();
    problems.throwIfAny(LacunaException.Kind.DATA);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void suggestsWhatWasProbablyMeant() {
    List<String> known = List.of("mae", "simmim", "data2vec");
    assertThat(Suggestion.didYouMean("simmin", known)).isEqualTo("did you mean 'simmim'?");
    assertThat(Suggestion.didYouMean("mea", known)).isEqualTo("did you mean 'mae'?");
    assertThat(Suggestion.didYouMean("maskratio", List.of("maskRatio")))
        .isEqualTo("did you mean 'maskRatio'?");
    assertThat(Suggestion.didYouMean("resnet", known))
        .isEqualTo("choose one of: data2vec, mae, simmim");
  }

  @Test
  void listsAreNotToBeChanged() {
    Problems problems = new Problems();
    problems.add("a", 1, "2");
    assertThatThrownBy(() -> problems.list().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
