package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class EngineTest {

  @Test
  void factsForProvenanceAreComplete() {
    try (NDManager manager = Engine.newCpuManager()) {
      assertThat(Engine.describe(manager))
          .containsEntry("libtorch", "2.7.1")
          .containsEntry("device", "cpu")
          .containsKeys("engine", "java", "os", "processor", "processorFeatures", "threads")
          .allSatisfy((key, value) -> assertThat(value).as(key).isNotNull());
    }
  }

  @Test
  void threadsAreSetForTheWholeProcess() {
    int before = Engine.threads();
    try {
      Engine.setThreads(1);
      assertThat(Engine.threads()).isEqualTo(1);
    } finally {
      Engine.setThreads(before);
    }
    assertThatThrownBy(() -> Engine.setThreads(0)).hasMessageContaining("given 0");
  }
}
