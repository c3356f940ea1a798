package ai.lacuna.objective.ibot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.ViewSpec;
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
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.objective.ibot.IbotConfig.PatchPrototypes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IbotPluginTest {

  private static final BackboneConfig SMALL =
      new VitConfig(List.of(12), 4, 16, 1, 2, 2, VitConfig.Position.LEARNED);

  private static IbotConfig config(
      double classWeight, double patchWeight, PatchPrototypes patchPrototypes) {
    IbotConfig d = IbotConfig.defaults();
    return new IbotConfig(
        classWeight,
        patchWeight,
        d.maskProbability(),
        d.maskRatio(),
        d.maskSpread(),
        16,
        patchPrototypes,
        2,
        8,
        4,
        d.prototypeLength(),
        d.frozenEpochs(),
        d.studentTemperature(),
        d.teacherTemperature(),
        d.firstTeacherTemperature(),
        d.teacherWarmupEpochs(),
        d.teacherMomentum(),
        d.centreMomentum(),
        2,
        2.0 / 3,
        d.cropBoundary());
  }

  private static Plan plan(IbotConfig config, BackboneConfig backbone) {
    return new IbotPlugin().create(config).plan(backbone.context(3));
  }

  @Test
  void twoLargeCropsHaveMasksAndTenSmallOnesNone() {
    Plan plan = plan(IbotConfig.defaults(), BackboneConfig.preset("vit-small/16"));
    assertThat(plan.views()).extracting(ViewSpec::name).containsExactly("global", "local");
    assertThat(plan.views()).extracting(ViewSpec::count).containsExactly(2, 10);
    assertThat(plan.views().get(1).side()).isEqualTo(96);
    assertThat(plan.view().mask()).isInstanceOf(MaskSpec.Sometimes.class);
    assertThat(plan.mode(plan.view())).isEqualTo(EncodeMode.MASK_TOKENS);
    assertThat(plan.mode(plan.views().get(1))).isEqualTo(EncodeMode.FULL);
    assertThat(plan.modules().keySet()).containsExactly("head");
    assertThat(plan.freezes())
        .containsExactly(
            new Freeze(new NamePattern("*.last_layer.weight_g"), Freeze.ALWAYS),
            new Freeze(new NamePattern("*.last_layer.*"), 1));
  }

  @Test
  void centresKeepNineTenthsOfWhatTheyWere() {
    assertThat(IbotConfig.defaults().centring().momentum()).isEqualTo(0.9);
  }

  @Test
  void withoutTheLossOfClassTokensPatchesHaveTheOnlyHeadAndCentre() {
    Plan plan = plan(config(0, 1, PatchPrototypes.OWN), SMALL);
    assertThat(plan.modules().keySet()).containsExactly("head");
    assertThat(plan.buffers().keySet()).containsExactly("patch-centre");
  }

  @Test
  void settingsThatContradictEachOtherAreReportedAtOnce() {
    IbotConfig d = config(0, 0, PatchPrototypes.SHARED);
    Problems problems = new Problems();
    d.check(problems);
    assertThat(problems.list()).singleElement().asString().startsWith("patchWeight: given 0");
  }

  @Test
  void encodersWithoutAClassTokenOrATokenForEachPatchAreRefused() {
    BackboneConfig swin = BackboneConfig.preset("swin-tiny");
    assertThatThrownBy(() -> plan(IbotConfig.defaults(), swin))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("without a class token");
  }

  // Every setting of the losses: each trainable array has a gradient, and images none of whose
  // patches are hidden give a finite loss.
  @Test
  void everyParameterLearnsFromTheLossesThatThereAre() {
    for (double[] weights : new double[][] {{1, 1}, {0, 1}, {1, 0}}) {
      for (PatchPrototypes prototypes : PatchPrototypes.values()) {
        gradients(config(weights[0], weights[1], prototypes), PatchMask.of(hiding(3)));
      }
    }
    gradients(config(1, 1, PatchPrototypes.SHARED), PatchMask.of(hiding(0)));
  }

  private static boolean[] hiding(int count) {
    boolean[] hidden = new boolean[9];
    for (int i = 0; i < count; i++) {
      hidden[2 * i] = true;
    }
    return hidden;
  }

  private static void gradients(IbotConfig config, PatchMask mask) {
    IbotObjective objective = new IbotObjective(config);
    try (NDManager manager = Engine.newCpuManager();
        Network network =
            Network.create(
                SMALL,
                SMALL.shape(3),
                objective.plan(SMALL.context(3)),
                new Streams(1),
                Precision.FLOAT32,
                manager);
        Autograd.Scope recording = Autograd.recording()) {
      PatchMask all = PatchMask.of(new boolean[4]);
      List<ViewInput> views =
          List.of(
              new ViewInput(noise(manager, 12), Draws.of(Collections.nCopies(2, mask))),
              new ViewInput(noise(manager, 8), Draws.of(Collections.nCopies(2, all))));
      Step step = network.step(manager, views, Labels.NONE, new Moment(0, 1, 10));
      Losses losses = objective.loss(step);
      assertThat(losses.total().toFloatArray()[0]).isFinite();
      Autograd.backward(losses.total());
      network
          .trainable()
          .forEach(
              (name, array) -> {
                assertThat(array.hasGradient()).as(name).isTrue();
                for (float g : array.getGradient().toFloatArray()) {
                  assertThat(g).as(name).isFinite();
                }
              });
    }
  }

  private static NDArray noise(NDManager manager, int side) {
    float[] values = new float[2 * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.71 + side);
    }
    return manager.create(values, new Shape(2, 3, side, side));
  }
}
