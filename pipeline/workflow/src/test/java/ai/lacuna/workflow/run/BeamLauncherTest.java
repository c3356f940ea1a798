package ai.lacuna.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.junit.jupiter.api.Test;

class BeamLauncherTest {

  private static final StageJob JOB =
      new StageJob(
          "knn.random init", "t", NullNode.getInstance(), null, Map.of(), "work", 8, "cpu");

  private static DirectOptions options(int elements) {
    RunSettings four = new RunSettings("direct", List.of(), 0, Duration.ZERO, 4, 4, "cpu");
    return new BeamLauncher(four).options(JOB, elements).as(DirectOptions.class);
  }

  @Test
  void noWorkerThreadIsLeftToSpinBesideALongStage() {
    assertThat(options(1).getTargetParallelism()).isEqualTo(1);
    assertThat(options(3).getTargetParallelism()).isEqualTo(3);
    assertThat(options(100).getTargetParallelism()).isEqualTo(4);
  }

  @Test
  void elementsAreNotCopiedToCheckThem() {
    assertThat(options(1).getRunner()).isEqualTo(DirectRunner.class);
    assertThat(options(1).isEnforceImmutability()).isFalse();
    assertThat(options(1).isEnforceEncodability()).isFalse();
    assertThat(options(1).getJobName()).isEqualTo("lacuna-knn-random-init");
  }

  @Test
  void aRunnerThatIsNotInstalledIsNamed() {
    RunSettings flink = RunSettings.defaults().withRunner("flink", List.of());

    assertThatThrownBy(() -> new BeamLauncher(flink).options(JOB, 1))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.CONFIG))
        .hasMessageContaining("--runner: given flink");
  }
}
