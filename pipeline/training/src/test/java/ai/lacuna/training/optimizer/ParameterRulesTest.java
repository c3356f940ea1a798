package ai.lacuna.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.VectorDecay;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParameterRulesTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  ParameterRulesTest() {
    for (String name : List.of("encoder.cls_token", "encoder.blocks.0.w", "encoder.blocks.1.w")) {
      parameters.put(name, manager.ones(new Shape(2, 2)));
    }
    parameters.put("encoder.blocks.1.bias", manager.ones(new Shape(2)));
    parameters.put("head.last.weight", manager.ones(new Shape(2, 2)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private ParameterGroup groupOf(ParameterRules rules, String name) {
    return rules.groups(parameters, 5).stream()
        .filter(group -> group.parameters().containsKey(name))
        .reduce(
            (a, b) -> {
              throw new AssertionError(name + " is in two groups");
            })
        .orElseThrow();
  }

  @Test
  void vectorsAreExemptUnlessTheRulesApplyDecayToThem() {
    ParameterRules all =
        new ParameterRules(VectorDecay.APPLIED, List.of(), LayerDecay.NONE, List.of());
    assertThat(groupOf(ParameterRules.USUAL, "encoder.blocks.1.bias").decay())
        .isEqualTo(ParameterGroup.Decay.EXEMPT);
    assertThat(groupOf(all, "encoder.blocks.1.bias").decay())
        .isEqualTo(ParameterGroup.Decay.APPLIED);
  }

  @Test
  void namesAreExemptAndScaledAndFrozen() {
    List<List<NamePattern>> layers =
        LayerDecay.layers(
            "encoder.",
            List.of("cls_token"),
            LayerDecay.depths("encoder.", parameters.keySet()),
            LayerDecay.Merging.STAGE_BEHIND);
    ParameterRules rules =
        new ParameterRules(
            VectorDecay.EXEMPT,
            List.of(new NamePattern("*cls_token")),
            new LayerDecay(0.5, layers),
            List.of(new Freeze(new NamePattern("head.last*"), 2)));
    ParameterGroup token = groupOf(rules, "encoder.cls_token");
    assertThat(token.decay()).isEqualTo(ParameterGroup.Decay.EXEMPT);
    assertThat(token.rateScale()).isEqualTo(0.125);
    assertThat(groupOf(rules, "encoder.blocks.0.w").rateScale()).isEqualTo(0.25);
    assertThat(groupOf(rules, "encoder.blocks.1.w").rateScale()).isEqualTo(0.5);
    ParameterGroup head = groupOf(rules, "head.last.weight");
    assertThat(head.rateScale()).isEqualTo(1);
    assertThat(head.decay()).isEqualTo(ParameterGroup.Decay.APPLIED);
    assertThat(head.frozenUpdates()).isEqualTo(10);
  }

  @Test
  void stagesAreCountedByTheirBlocks() {
    assertThat(
            LayerDecay.depths(
                "encoder.",
                List.of(
                    "encoder.layers.0.blocks.1.mlp.fc1.weight",
                    "encoder.layers.1.blocks.0.mlp.fc1.weight",
                    "decoder.blocks.7.mlp.fc1.weight")))
        .containsExactly(2, 1);
  }

  @Test
  void whatShrinksAStageBelongsToItsLastBlock() {
    List<Integer> depths = List.of(1, 2);
    LayerDecay official =
        new LayerDecay(
            0.5, LayerDecay.layers("", List.of(), depths, LayerDecay.Merging.STAGE_BEFORE));
    LayerDecay timm =
        new LayerDecay(
            0.5, LayerDecay.layers("", List.of(), depths, LayerDecay.Merging.STAGE_BEHIND));
    assertThat(official.scale("layers.0.blocks.0.norm1.weight")).isEqualTo(0.125);
    assertThat(official.scale("layers.0.downsample.norm.weight")).isEqualTo(0.125);
    assertThat(timm.scale("layers.1.downsample.norm.weight")).isEqualTo(0.125);
  }

  @Test
  void frozenParametersStartLikeNewOnes() {
    UpdateRule rule = new UpdateRule.AdamW(0.9, 0.95, 1e-8, 0.1);
    Map<String, NDArray> late = Map.of("w", manager.create(new float[] {1, -2}));
    Map<String, NDArray> early = Map.of("w", manager.create(new float[] {1, -2}));
    Gradients lateGradients = new Gradients(manager, late);
    Gradients earlyGradients = new Gradients(manager, early);
    Optimizer frozen =
        new Optimizer(
            manager,
            rule,
            List.of(new ParameterGroup(late, ParameterGroup.Decay.APPLIED, 1, 3)),
            lateGradients);
    Optimizer fresh =
        new Optimizer(
            manager,
            rule,
            List.of(new ParameterGroup(early, ParameterGroup.Decay.APPLIED, 1)),
            earlyGradients);
    for (int i = 0; i < 3; i++) {
      lateGradients.of("w").set(FloatBuffer.wrap(new float[] {5, i}));
      frozen.update(0.1);
    }
    assertThat(values(late)).containsExactly(1, -2);
    for (int i = 0; i < 2; i++) {
      lateGradients.of("w").set(FloatBuffer.wrap(new float[] {i + 1, -3}));
      earlyGradients.of("w").set(FloatBuffer.wrap(new float[] {i + 1, -3}));
      frozen.update(0.1);
      fresh.update(0.1);
      assertThat(values(late)).isEqualTo(values(early));
    }
    assertThat(values(late)).isNotEqualTo(new float[] {1, -2});
  }

  @Test
  void clippingByParameterLeavesSmallGradientsAlone() {
    Map<String, NDArray> two = new LinkedHashMap<>();
    two.put("large", manager.ones(new Shape(2)));
    two.put("small", manager.ones(new Shape(2)));
    Gradients gradients = new Gradients(manager, two);
    gradients.of("large").set(FloatBuffer.wrap(new float[] {3, 4}));
    gradients.of("small").set(FloatBuffer.wrap(new float[] {0.3f, 0.1f}));
    gradients.clipEach(0.5);
    float factor = 0.5f / (5 + 1e-6f);
    assertThat(gradients.of("large").toFloatArray()).containsExactly(3 * factor, 4 * factor);
    assertThat(gradients.of("small").toFloatArray()).containsExactly(0.3f, 0.1f);
  }

  private static float[] values(Map<String, NDArray> parameters) {
    return parameters.values().iterator().next().toFloatArray();
  }
}
