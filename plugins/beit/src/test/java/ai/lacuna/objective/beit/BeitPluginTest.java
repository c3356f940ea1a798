package ai.lacuna.objective.beit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Labels;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.ViewInput;
import ai.lacuna.model.VitConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BeitPluginTest {

  private static final BackboneConfig BASE = BackboneConfig.preset("beit-base/16");

  private static Plan plan(BackboneConfig backbone, int vocabulary) {
    return new BeitPlugin()
        .create(BeitConfig.defaults())
        .plan(backbone.context(3).withVocabulary(vocabulary));
  }

  private static long codes(Plan plan) {
    ModuleSpec.Custom head = (ModuleSpec.Custom) plan.modules().get("head");
    return head.parameters().get("bias").shape().size();
  }

  @Test
  void thePlanAsksForTokensAndScoresEachCode() {
    assertThat(plan(BASE, 0).target()).isEqualTo(Target.TOKENS);
    assertThat(plan(BASE, 0).lossScope()).isEqualTo(LossScope.WEIGHED_IMAGES);
    assertThat(codes(plan(BASE, 0))).isEqualTo(1);
    assertThat(codes(plan(BASE, 8192))).isEqualTo(8192);
  }

  @Test
  void defaultsHideAsManyPatchesAsTheOfficialCode() {
    MaskSpec.BlockWise mask = (MaskSpec.BlockWise) plan(BASE, 0).view().mask();
    assertThat(mask.budget(new Grid(14, 14))).isEqualTo(75);
    assertThat(mask.minBlock(new Grid(14, 14))).isEqualTo(16);
  }

  @Test
  void aClassTokenIsNotNeeded() {
    BackboneConfig backbone = VitConfig.likeAim(List.of(16), 4, 16, 1, 2, 2);
    BeitObjective objective = new BeitObjective(BeitConfig.defaults());
    Plan plan = objective.plan(backbone.context(3).withVocabulary(5));
    Streams streams = new Streams(0);
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                backbone, backbone.shape(3), plan, streams, Precision.FLOAT32, manager)) {
      NDArray images = manager.arange(2 * 3 * 16 * 16f).cos().reshape(2, 3, 16, 16);
      PatchMask mask = plan.view().mask().draw(backbone.grid(), streams.of("mask"));
      NDArray codes = manager.arange(32).toType(DataType.INT64, true).mod(5).reshape(2, 16);
      Step step =
          network.step(
              manager,
              List.of(new ViewInput(images, Draws.of(List.of(mask, mask)))),
              Labels.NONE,
              Optional.of(codes),
              new Moment(0, 1, 1));
      NDArray scores = step.run("head", step.encode()).logSoftmax(2); // (2, 16, 5)
      NDArray right = scores.gather(codes.expandDims(2), 2).squeeze(2); // -> (2, 16)
      float expected = right.mul(step.hidden()).sum().div(step.hidden().sum()).neg().getFloat();
      assertThat(objective.loss(step).total().getFloat()).isCloseTo(expected, within(1e-5f));
    }
  }

  @Test
  void anEncoderWithoutATokenForEachPatchIsRefused() {
    assertThatThrownBy(() -> plan(BackboneConfig.preset("swin-tiny"), 64))
        .isInstanceOf(LacunaException.class)
        .hasMessage(
            "backbone: given tokens on a grid of 7x7 for patches on one of 56x56, expected a token"
                + " for each patch, as each patch has a code to predict. Fix: use type vit, or the"
                + " objective simmim");
  }

  @Test
  void aBudgetBelowOneBlockIsRefused() {
    BackboneConfig backbone =
        new VitConfig(List.of(32), 4, 64, 2, 4, 4, VitConfig.Position.LEARNED);
    BeitConfig config = new BeitConfig(0.2, 16);
    assertThatThrownBy(() -> new BeitPlugin().create(config).plan(backbone.context(3)))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("maskRatio: given 0.2, which is 13 of 64 patches")
        .hasMessageContaining("at least one block of 16 patches");
  }
}
