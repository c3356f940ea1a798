package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** No case lies among the fixtures without being read. */
class GoldenTest {

  @Test
  void aCaseThatNoTestReadsIsNamed() {
    assertThatThrownBy(
            () -> Golden.requireRead("dino", "loss", List.of("loss_2g", "step_2g", "full_step")))
        .hasMessageContaining("[step_2g] of dino")
        .hasMessageContaining("[full_step, loss]");
  }

  @Test
  void aKindThatIsReadIsListed() {
    assertThatThrownBy(() -> Golden.requireRead("dino", "step", List.of("step_2g")))
        .hasMessageContaining("dino/step*")
        .hasMessageContaining("Golden.READ");
  }

  @Test
  void familiesWithCasesOfWhatIsNotBuiltAreLeftAlone() {
    assertThatCode(() -> Golden.requireRead("blocks", "ema", List.of("anything")))
        .doesNotThrowAnyException();
  }
}
