package ai.lacuna.api.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.NamePattern;
import org.junit.jupiter.api.Test;

class PrototypeLengthTest {

  @Test
  void lengthsOfOneAreNeverTrained() {
    assertThat(PrototypeLength.ONE.freezes("head", 0))
        .containsExactly(new Freeze(new NamePattern("head.last_layer.weight_g"), Freeze.ALWAYS));
  }

  @Test
  void prototypesWaitWhateverTheirLength() {
    Freeze waits = new Freeze(new NamePattern("*.last_layer.*"), 2);
    assertThat(PrototypeLength.TRAINED.freezes("*", 2)).containsExactly(waits);
    assertThat(PrototypeLength.ONE.freezes("*", 2)).hasSize(2).contains(waits);
  }

  @Test
  void trainedOnesNeedNotWait() {
    assertThat(PrototypeLength.TRAINED.freezes("head", 0)).isEmpty();
  }
}
