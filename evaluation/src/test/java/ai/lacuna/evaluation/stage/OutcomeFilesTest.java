package ai.lacuna.evaluation.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Outcome;
import ai.lacuna.model.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeFilesTest {

  @TempDir private Path folder;

  @Test
  void comesBackAsItWas() throws IOException {
    Outcome outcome =
        new Outcome(
            new int[] {1, 0, 1},
            List.of(
                new Outcome.Measure("top1", new boolean[] {true, false, true}),
                new Outcome.Measure("top5", new boolean[] {true, true, true})),
            List.of(new Outcome.Neighbours(2, new int[] {7, 5}, new float[] {0.75f, 0.5f})),
            Map.of("base learning rate", "3.0"));
    try (NDManager manager = Engine.newCpuManager()) {
      FeatureSet test =
          new FeatureSet(manager.zeros(new Shape(3, 2)), new int[] {1, 1, 1}, new long[] {0, 1, 2});
      OutcomeFiles.write(outcome, test, folder);
    }

    Outcome read = OutcomeFiles.read(folder);
    assertThat(read.predictions()).containsExactly(1, 0, 1);
    assertThat(read.measures()).hasSize(2);
    assertThat(read.measures().get(0).metric()).isEqualTo("top1");
    assertThat(read.measures().get(0).hits()).containsExactly(true, false, true);
    assertThat(read.neighbours().get(0).train()).containsExactly(7, 5);
    assertThat(read.neighbours().get(0).similarity()).containsExactly(0.75f, 0.5f);
    assertThat(read.notes()).containsEntry("base learning rate", "3.0");
  }
}
