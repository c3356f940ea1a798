package ai.lacuna.objective.data2vec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.Plan;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.VitConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class Data2VecPluginTest {

  private static final BackboneConfig BASE = BackboneConfig.preset("beit-base/16");

  private static Plan plan(BackboneConfig backbone, Data2VecConfig config) {
    return new Data2VecPlugin().create(config).plan(backbone.context(3));
  }

  private static Data2VecConfig with(Modality modality, int topBlocks) {
    Data2VecConfig d = Data2VecConfig.defaults();
    return new Data2VecConfig(
        modality,
        topBlocks,
        d.blockOutput(),
        d.normalisation(),
        d.beta(),
        d.lossScale(),
        0.9,
        0.99,
        10);
  }

  @Test
  void defaultsHideAsManyPatchesAsTheOfficialCode() {
    Plan plan = plan(BASE, Data2VecConfig.defaults());
    MaskSpec.BlockWise mask = (MaskSpec.BlockWise) plan.view().mask();
    assertThat(mask.budget(new Grid(14, 14))).isEqualTo(120);
    assertThat(mask.minBlock(new Grid(14, 14))).isEqualTo(16);
    assertThat(plan.mode()).isEqualTo(EncodeMode.MASK_TOKENS);
    assertThat(plan.lossScope()).isEqualTo(LossScope.WEIGHED_IMAGES);
  }

  @Test
  void thePeakIsThePublishedOneWhateverItsBatch() {
    double rate = plan(BASE, Data2VecConfig.defaults()).defaults().baseLearningRate();
    assertThat(rate * 2048 / 256).isEqualTo(2e-3);
  }

  @Test
  void theTeachersMomentumRises() {
    TeacherSpec teacher = plan(BASE, with(Modality.defaults(), 6)).teacher().orElseThrow();
    assertThat(teacher.blocks()).isEqualTo(6);
    assertThat(teacher.result()).isEqualTo(TeacherSpec.Result.NETWORK);
    assertThat(teacher.momentum().at(new Moment(0, 5, 100))).isEqualTo(0.9);
    assertThat(teacher.momentum().at(new Moment(10, 5, 100))).isEqualTo(0.99);
  }

  @Test
  void anEncoderWithoutATokenForEachPatchIsRefused() {
    BackboneConfig swin = BackboneConfig.preset("swin-tiny");
    assertThatThrownBy(() -> plan(swin, Data2VecConfig.defaults()))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("backbone: given tokens on a grid of 7x7 for patches on one of")
        .hasMessageContaining("as the teacher's feature of each patch is predicted");
  }

  @Test
  void moreBlocksThanThereAreAreRefusedBeforeARun() {
    Problems problems = new Problems();
    BASE.checkPlan(plan(BASE, with(Modality.defaults(), 13)), problems);
    assertThat(problems.list())
        .singleElement()
        .asString()
        .startsWith("depth: given 12, expected at least 13");
  }

  @Test
  void aBudgetBelowOneBlockIsRefused() {
    BackboneConfig backbone =
        new VitConfig(List.of(32), 4, 64, 2, 4, 4, VitConfig.Position.LEARNED);
    assertThatThrownBy(() -> plan(backbone, with(new Modality.Image(0.2, 16), 2)))
        .isInstanceOf(LacunaException.class)
        .hasMessageStartingWith("modality.maskRatio: given 0.2, which is 13 of 64 patches");
  }
}
