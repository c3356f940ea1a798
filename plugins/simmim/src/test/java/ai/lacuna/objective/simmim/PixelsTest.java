package ai.lacuna.objective.simmim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.kernel.Autograd;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PixelsTest {

  // 8 x 16 pixels in 4 x 8 patches of 2 x 2; squares of 4 x 4.
  private static final BackboneConfig BACKBONE =
      new SwinConfig(List.of(8, 16), 2, 8, List.of(2, 2), List.of(2, 2), List.of(2), 2);

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  private NDArray images() {
    float[] values = new float[2 * 8 * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return manager.create(values, new Shape(1, 2, 8, 16));
  }

  private static PatchMask firstSquare() {
    boolean[] hidden = new boolean[32];
    hidden[0] = hidden[1] = hidden[8] = hidden[9] = true;
    return PatchMask.of(hidden);
  }

  @Test
  void targetsOfLowerResolutionAreMeans() {
    NDArray like = manager.zeros(new Shape(1, 2, 4, 2));
    NDArray target = Pixels.target(images(), like); // k = 4
    assertThat(target.getShape()).isEqualTo(new Shape(1, 2, 4, 2));
    // Rows 0 to 3 of 16 and columns 4 to 7: 5.5 + 16 · 1.5; the second channel is 128 further.
    assertThat(target.get(0).get(0).get(1).toFloatArray()).containsExactly(29.5f, 157.5f);
  }

  @Test
  void masksFollowTheResolution() {
    float[] flags = new float[32];
    flags[0] = flags[1] = flags[8] = flags[9] = 1;
    NDArray hidden = manager.create(flags, new Shape(1, 32));
    for (int k : new int[] {1, 2, 4}) {
      NDArray like = manager.zeros(new Shape(1, 8 / k, 16 / k, 2));
      NDArray mask = Pixels.hidden(hidden, 4, images(), like);
      assertThat(mask.getShape()).isEqualTo(new Shape(1, 8 / k, 16 / k, 1));
      assertThat(mask.sum().getFloat()).isEqualTo(16f / k / k);
      assertThat(mask.get(0).get(0).toFloatArray()).startsWith(1).endsWith(0);
    }
  }

  @Test
  void patchesUndoTheArrangement() {
    NDArray prediction = images().transpose(0, 2, 3, 1); // (A, C, h, w) -> (A, h, w, C)
    NDArray patches = Pixels.patches(prediction, images(), manager.zeros(new Shape(1, 32)));
    assertThat(patches.getShape()).isEqualTo(new Shape(1, 32, 8));
    assertThat(patches.get(0).get(9).toFloatArray())
        .containsExactly(34, 162, 35, 163, 50, 178, 51, 179);
  }

  @Test
  void anyHeadLossAndResolutionTrains() {
    for (SimMimConfig.HeadKind head : SimMimConfig.HeadKind.values()) {
      for (SimMimConfig.Loss loss : SimMimConfig.Loss.values()) {
        for (int resolution : new int[] {0, 8, 4, 2}) {
          SimMimConfig config = new SimMimConfig(4, 0.5, loss, resolution, head, 2, 1, 2);
          assertThat(trained(config)).as(config.toString()).isPositive();
        }
      }
    }
  }

  // The largest gradient of the head's last layer.
  private float trained(SimMimConfig config) {
    SimMimObjective objective = new SimMimObjective(config);
    Plan plan = objective.plan(BACKBONE.context(2));
    try (Network network =
            Network.create(
                BACKBONE, BACKBONE.shape(2), plan, new Streams(0), Precision.FLOAT32, manager);
        Autograd.Scope recording = Autograd.recording()) {
      Step step = network.step(manager, images().div(100), List.of(firstSquare()));
      assertThat(objective.reconstruct(step).getShape()).isEqualTo(new Shape(1, 32, 8));
      NDArray total = objective.loss(step).total();
      assertThat(total.getFloat()).isFinite();
      Autograd.backward(total);
      return network.weights().get("head.pred.weight").getGradient().abs().max().getFloat();
    }
  }

  @Test
  void smoothL1IsQuadraticUpToOne() {
    NDArray error = manager.create(new float[] {-3, -1, -0.5f, 0, 0.5f, 2});
    assertThat(SimMimConfig.Loss.SMOOTH_L1.of(error).toFloatArray())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(2.5f, 0.5f, 0.125f, 0, 0.125f, 1.5f);
    assertThat(SimMimConfig.Loss.L2.of(error).sum().getFloat()).isCloseTo(14.5f, within(1e-6f));
  }
}
