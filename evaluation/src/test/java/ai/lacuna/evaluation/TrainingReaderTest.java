package ai.lacuna.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingReaderTest {

  @Test
  void saysWhetherLoadingWasTheLimit() {
    assertThat(TrainingReader.waiting(0.01)).startsWith("Loading is no limit: 1");
    assertThat(TrainingReader.waiting(0.1)).startsWith("Loading costs a little: 10");
    assertThat(TrainingReader.waiting(0.45))
        .startsWith("This run was bound by loading: 45")
        .contains("More cores");
  }
}
