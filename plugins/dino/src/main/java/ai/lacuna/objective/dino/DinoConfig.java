package ai.lacuna.objective.dino;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.distillation.Centring;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.distillation.MultiCrop;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.api.plan.Clipping;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.List;

/**
 * The settings of DINO.
 *
 * @param prototypes outputs K of the head
 * @param headLayers linear layers of the head's MLP
 * @param headHidden its hidden width
 * @param headBottleneck its output width
 * @param prototypeLength whether the prototypes keep the length 1
 * @param frozenEpochs epochs that the prototypes sit out at the beginning
 * @param studentTemperature τ_s
 * @param teacherTemperature τ_t after its warm-up
 * @param firstTeacherTemperature τ_t in the first epoch
 * @param teacherWarmupEpochs epochs from the one to the other, a step each; 0 = none
 * @param teacherMomentum weight of the old teacher at the beginning; 1 at the end, on half a cosine
 * @param centreMomentum weight of the old centre
 * @param localCrops small crops of each image
 * @param localSide their side over that of the encoder's image
 * @param cropBoundary share of the image's area that no local crop exceeds and every global one
 *     does
 */
public record DinoConfig(
    @Doc("Outputs of the head") @Range("[2, )") int prototypes,
    @Doc("Linear layers of the head's MLP") @Range("[1, )") int headLayers,
    @Doc("Hidden width of the head's MLP") @Range("[1, )") int headHidden,
    @Doc("Output width of the head's MLP") @Range("[1, )") int headBottleneck,
    @Doc("Length of the prototypes: one = fixed, or trained") PrototypeLength prototypeLength,
    @Doc("First epochs in which the prototypes stay as they are") @Range("[0, )") int frozenEpochs,
    @Doc("Temperature of the network that is trained") @Range("(0, )") double studentTemperature,
    @Doc("Temperature of the teacher after its warm-up") @Range("(0, )") double teacherTemperature,
    @Doc("Temperature of the teacher in the first epoch") @Range("(0, )")
        double firstTeacherTemperature,
    @Doc("Epochs from the first temperature of the teacher to the other; 0 = none") @Range("[0, )")
        int teacherWarmupEpochs,
    @Doc("Weight of the old teacher at the beginning; it ends at 1, on half a cosine")
        @Range("[0, 1]")
        double teacherMomentum,
    @Doc("Weight of the old centre") @Range("[0, 1]") double centreMomentum,
    @Doc("Small crops of each image, which the teacher does not see") @Range("[0, )")
        int localCrops,
    @Doc("Side of the small crops over that of the encoder's image") @Range("(0, 1]")
        double localSide,
    @Doc("Share of an image's area that divides small crops from large ones") @Range("(0, 1)")
        double cropBoundary)
    implements Config {

  /** The paper's settings (section 3.2, appendix A and C); eight local crops, as in the code. */
  public static DinoConfig defaults() {
    return new DinoConfig(
        65536,
        3,
        2048,
        256,
        PrototypeLength.ONE,
        1,
        0.1,
        0.07,
        0.04,
        30,
        0.996,
        0.9,
        8,
        96.0 / 224,
        0.4);
  }

  // Section 3.2, "Implementation details", and the defaults of main_dino.py for the rest; 800
  // epochs as the published ViT-S.
  static TrainingDefaults published() {
    return new TrainingDefaults(800, 1024, 5e-4, 1e-6, 10, 0.04, 0.9, 0.999, 3)
        .with(Clipping.PER_PARAMETER)
        .withFinalDecayFactor(10)
        .withDropPath(0.1);
  }

  ModuleSpec head() {
    return new ModuleSpec.PrototypeHead(headLayers, headHidden, headBottleneck, prototypes);
  }

  TeacherSpec teacher() {
    return Distillation.teacher(teacherMomentum, List.of("head"));
  }

  Centring centring() {
    return new Centring(
        new Schedule.EpochSteps(firstTeacherTemperature, teacherTemperature, teacherWarmupEpochs),
        centreMomentum);
  }

  List<ViewSpec> views(PlanContext context) {
    return new MultiCrop(localCrops, localSide, cropBoundary).views(context);
  }

  List<Freeze> freezes() {
    return prototypeLength.freezes("head", frozenEpochs);
  }
}
