package ai.lacuna.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.schedule.Moment;
import org.junit.jupiter.api.Test;

class AnnealTest {

  @Test
  void fallsOnHalfACosineOverItsShareOfTheRunAndStays() {
    Anneal anneal = new Anneal(1, 0.0625, 0.5);

    assertThat(anneal.at(new Moment(0, 10, 4))).isEqualTo(1);
    assertThat(anneal.at(new Moment(10, 10, 4))).isCloseTo(0.53125, within(1e-12));
    assertThat(anneal.at(new Moment(20, 10, 4))).isEqualTo(0.0625);
    assertThat(anneal.at(new Moment(39, 10, 4))).isEqualTo(0.0625);
  }

  @Test
  void withoutAShareTheLastValueHoldsFromTheBeginning() {
    assertThat(new Anneal(3, 2, 0).at(new Moment(0, 10, 4))).isEqualTo(2);
  }
}
