package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.kernel.Autograd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network with so many parameters that those of its products are cast once an update. */
class CastNetworkTest {

  private static final Streams STREAMS = new Streams(3);
  private static final Moment START = new Moment(0, 1, 1);
  private static final VitConfig LARGE = TestNetworks.backbone(List.of(16, 16), 8, 512, 3, 8);

  private final NDManager manager = Engine.newCpuManager();

  @AfterEach
  void free() {
    manager.close();
  }

  private Network network(Precision precision) {
    return Network.create(
        LARGE, LARGE.shape(3), TestNetworks.plan(Map.of()), STREAMS, precision, manager);
  }

  private float[] tokens(Network network) {
    try (NDManager scope = manager.newSubManager()) {
      return encode(network, scope).toFloatArray();
    }
  }

  private static NDArray encode(Network network, NDManager scope) {
    float[] pixels = new float[2 * 3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) STREAMS.at("image", 0, i).nextDouble() - 0.5f;
    }
    PatchMask mask = new MaskSpec.Random(0.5).draw(LARGE.grid(), STREAMS.at("mask", 0, 0));
    return network
        .step(scope, scope.create(pixels, new Shape(2, 3, 16, 16)), List.of(mask, mask))
        .encode();
  }

  private Map<String, float[]> gradients(Network network, int passes) {
    for (int k = 0; k < passes; k++) {
      try (NDManager scope = manager.newSubManager();
          Autograd.Scope recording = Autograd.recording()) {
        scope.tempAttachAll(network.trainable().values().toArray(new NDArray[0]));
        NDArray tokens = encode(network, scope);
        NDArray loss = tokens.pow(Scalars.of(tokens, 3)).mean();
        network.backward(loss, scope.full(new Shape(), 1f / passes));
      }
    }
    Map<String, float[]> all = new LinkedHashMap<>();
    network
        .trainable()
        .forEach(
            (name, p) -> {
              try (NDArray gradient = p.getGradient()) {
                all.put(name, gradient.toFloatArray());
              }
            });
    return all;
  }

  @Test
  void gradientsArriveAtTheParameters() {
    Map<String, float[]> exact = gradients(network(Precision.FLOAT32), 1);
    Map<String, float[]> once = gradients(network(Precision.BFLOAT16), 1);
    double largest = 0;
    for (float[] gradient : exact.values()) {
      for (float g : gradient) {
        largest = Math.max(largest, Math.abs(g));
      }
    }
    double allowed = 0.02 * largest;
    exact.forEach((name, expected) -> assertClose(name, once.get(name), expected, allowed, 0.02));
  }

  @Test
  void severalPassesAddUp() {
    Map<String, float[]> once = gradients(network(Precision.BFLOAT16), 1);
    Map<String, float[]> twice = gradients(network(Precision.BFLOAT16), 2);
    once.forEach((name, expected) -> assertThat(twice.get(name)).as(name).isEqualTo(expected));
  }

  @Test
  void itFollowsItsParametersAndCopiesFollowToo() {
    Network network = network(Precision.BFLOAT16);
    Network copy = network.replicate(manager);
    float[] before = tokens(network);
    assertThat(tokens(copy)).isEqualTo(before);
    try (Autograd.Scope paused = Autograd.paused()) {
      NDArray weight = network.weights().get("encoder.blocks.2.mlp.fc2.weight");
      weight.set(new NDIndex("..."), 0.01f);
    }
    network.beforeLoss(START);
    assertThat(tokens(network)).isNotEqualTo(before);
    assertThat(tokens(copy)).isEqualTo(tokens(network));
  }

  @Test
  void aStepLeavesNothingBehind() {
    Network network = network(Precision.BFLOAT16);
    gradients(network, 1);
    int before = arrays();
    gradients(network, 2);
    network.beforeLoss(START);
    assertThat(arrays()).isEqualTo(before);
  }

  private int arrays() {
    return ((BaseNDManager) manager).getManagedArrays().size();
  }
}
