package ai.lacuna.objective.aim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Bias;
import ai.lacuna.api.plan.ModuleSpec.TokenMlp.Positions;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.kernel.Autograd;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No patch takes part in its own prediction, nor in that of an earlier one, unless it belongs to
 * the prefix. What is changed is the image; what is watched is what the report would show.
 */
class AimLeakageTest {

  private static final Streams STREAMS = new Streams(2);
  private static final int SIDE = 16;
  private static final int PATCH = 4;
  private static final int PATCHES = 16;

  static Stream<BackboneConfig> encoders() {
    List<Integer> image = List.of(SIDE);
    return Stream.of(
        VitConfig.likeAim(image, PATCH, 16, 2, 2, 4),
        new VitConfig(image, PATCH, 16, 2, 2, 4, VitConfig.Position.SINCOS)); // has a class token
  }

  // The predictions of all patches, (N, P).
  private static float[][] predictions(
      AimObjective objective, Network network, NDManager manager, float[] pixels, int length) {
    NDArray image = manager.create(pixels, new Shape(1, 3, SIDE, SIDE));
    PatchMask prefix = new PatchMask(IntStream.range(0, PATCHES).toArray(), length);
    Step step = network.step(manager, image, List.of(prefix));
    float[] all = objective.reconstruct(step).toFloatArray();
    int each = all.length / PATCHES;
    return IntStream.range(0, PATCHES)
        .mapToObj(i -> Arrays.copyOfRange(all, i * each, (i + 1) * each))
        .toArray(float[][]::new);
  }

  private static float[] changed(float[] pixels, int patch) {
    float[] changed = pixels.clone();
    for (int i = 0; i < changed.length; i++) {
      int row = i / SIDE % SIDE / PATCH;
      int column = i % SIDE / PATCH;
      changed[i] = row * (SIDE / PATCH) + column == patch ? 1 - changed[i] : changed[i];
    }
    return changed;
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aPatchMovesLaterPredictionsAlone(BackboneConfig backbone) {
    // Raw pixels: undoing the normalisation of a patch would tell its mean.
    AimConfig config =
        new AimConfig(
            AimConfig.Attention.PREFIX,
            16,
            1,
            2,
            Positions.SINCOS,
            Bias.NONE,
            AimConfig.PixelTarget.PIXELS);
    AimObjective objective = new AimObjective(config);
    RandomGenerator random = STREAMS.of("pixels");
    float[] pixels = new float[3 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone,
                backbone.shape(3),
                objective.plan(backbone.context(3)),
                STREAMS,
                Precision.FLOAT32,
                manager);
        Autograd.Scope paused = Autograd.paused()) {
      for (int length : new int[] {1, 6, PATCHES - 1}) {
        float[][] before = predictions(objective, network, manager, pixels, length);
        for (int k = 0; k < PATCHES; k++) {
          float[][] after = predictions(objective, network, manager, changed(pixels, k), length);
          for (int i = 1; i < PATCHES; i++) {
            boolean sees = k < i || k < length;
            assertThat(Arrays.equals(before[i], after[i]))
                .as("prefix of %d: prediction %d unmoved by patch %d", length, i, k)
                .isEqualTo(!sees);
          }
        }
      }
    }
  }
}
