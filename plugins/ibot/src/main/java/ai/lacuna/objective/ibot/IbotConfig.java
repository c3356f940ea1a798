package ai.lacuna.objective.ibot;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.distillation.Centring;
import ai.lacuna.api.distillation.Distillation;
import ai.lacuna.api.distillation.MultiCrop;
import ai.lacuna.api.distillation.PrototypeLength;
import ai.lacuna.api.plan.Clipping;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.PrototypeHead;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of iBOT.
 *
 * @param classWeight λ1, weight of the class tokens' loss; 0 = there is none, and small crops,
 *     which serve it alone, are not encoded
 * @param patchWeight λ2, weight of the hidden patches' loss; 0 = there is none
 * @param maskProbability share of the large crops of which patches are hidden
 * @param maskRatio mean share of patches that are hidden of those
 * @param maskSpread how far the share is from its mean at most
 * @param prototypes outputs K of the head
 * @param patchPrototypes whether patches are compared with the prototypes of class tokens
 * @param headLayers linear layers of the head's MLP
 * @param headHidden its hidden width
 * @param headBottleneck its output width
 * @param prototypeLength whether the prototypes keep the length 1
 * @param frozenEpochs epochs that the prototypes sit out at the beginning
 * @param studentTemperature τ_s
 * @param teacherTemperature τ_t after its warm-up, of class tokens and patches alike
 * @param firstTeacherTemperature τ_t in the first epoch
 * @param teacherWarmupEpochs epochs from the one to the other, a step each; 0 = none
 * @param teacherMomentum weight of the old teacher at the beginning; 1 at the end, on half a cosine
 * @param centreMomentum weight of the old centres
 * @param localCrops small crops of each image
 * @param localSide their side over that of the encoder's image
 * @param cropBoundary share of the image's area that no local crop exceeds and every global one
 *     does
 */
public record IbotConfig(
    @Doc("Weight of the class tokens' loss; 0 = none, and small crops are not encoded")
        @Range("[0, )")
        double classWeight,
    @Doc("Weight of the hidden patches' loss; 0 = none") @Range("[0, )") double patchWeight,
    @Doc("Share of the large crops of which patches are hidden") @Range("(0, 1]")
        double maskProbability,
    @Doc("Mean share of patches that are hidden of those") @Range("(0, 1)") double maskRatio,
    @Doc("How far that share is from its mean at most") @Range("[0, 1)") double maskSpread,
    @Doc("Outputs of the head") @Range("[2, )") int prototypes,
    @Doc("Prototypes of patches: those of class tokens (shared), or their own")
        PatchPrototypes patchPrototypes,
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
    @Doc("Weight of the old centres") @Range("[0, 1]") double centreMomentum,
    @Doc("Small crops of each image, which the teacher does not see") @Range("[0, )")
        int localCrops,
    @Doc("Side of the small crops over that of the encoder's image") @Range("(0, 1]")
        double localSide,
    @Doc("Share of an image's area that divides small crops from large ones") @Range("(0, 1)")
        double cropBoundary)
    implements Config {

  static final String CLASS_CENTRE = "class-centre";
  static final String PATCH_CENTRE = "patch-centre";

  /** What patches are compared with. */
  public enum PatchPrototypes {
    /** What class tokens are: the paper's best (table 9). */
    SHARED,
    /** Their own, behind the same MLP (--shared_head false). */
    OWN
  }

  /** The paper's settings (section 3.2, appendix B and E), and the official code's for the rest. */
  public static IbotConfig defaults() {
    return new IbotConfig(
        1,
        1,
        0.5,
        0.3,
        0.2,
        8192,
        PatchPrototypes.SHARED,
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
        10,
        96.0 / 224,
        0.32);
  }

  @Override
  public void check(Problems problems) {
    problems.require(
        classWeight > 0 || patchWeight > 0,
        "patchWeight",
        patchWeight,
        "more than 0, as classWeight is 0 and nothing would be learnt");
    problems.require(
        maskSpread <= Math.min(maskRatio, 1 - maskRatio),
        "maskSpread",
        maskSpread,
        "at most %.4g, so that shares around %s stay in [0, 1]"
            .formatted(Math.min(maskRatio, 1 - maskRatio), maskRatio));
  }

  // Section 3.2 and the defaults of main_ibot.py for the rest; 800 epochs as the published ViT-S.
  static TrainingDefaults published() {
    return new TrainingDefaults(800, 1024, 5e-4, 1e-6, 10, 0.04, 0.9, 0.999, 3)
        .with(Clipping.PER_PARAMETER)
        .withFinalDecayFactor(10)
        .withDropPath(0.1);
  }

  /** The head that patches are given to. */
  String patchHead() {
    boolean both = classWeight > 0 && patchWeight > 0;
    return both && patchPrototypes == PatchPrototypes.OWN ? "patches" : "head";
  }

  /** The heads by name. */
  Map<String, ModuleSpec> heads() {
    PrototypeHead head = new PrototypeHead(headLayers, headHidden, headBottleneck, prototypes);
    Map<String, ModuleSpec> heads = new LinkedHashMap<>();
    if (!patchHead().equals("head")) {
      heads.put("head", head);
      heads.put(patchHead(), head.on(PrototypeHead.Called.HIDDEN_PATCHES).sharing("head"));
    } else if (patchWeight == 0) {
      heads.put("head", head);
    } else {
      heads.put(
          "head",
          head.on(
              classWeight > 0 ? PrototypeHead.Called.BOTH : PrototypeHead.Called.HIDDEN_PATCHES));
    }
    return heads;
  }

  /** The buffers of the centres: one for each loss that there is. */
  List<String> centres() {
    List<String> centres = new ArrayList<>();
    if (classWeight > 0) {
      centres.add(CLASS_CENTRE);
    }
    if (patchWeight > 0) {
      centres.add(PATCH_CENTRE);
    }
    return centres;
  }

  TeacherSpec teacher() {
    return Distillation.teacher(teacherMomentum, heads().keySet());
  }

  Centring centring() {
    return new Centring(
        new Schedule.EpochSteps(firstTeacherTemperature, teacherTemperature, teacherWarmupEpochs),
        centreMomentum);
  }

  List<ViewSpec> views(PlanContext context) {
    return new MultiCrop(localCrops, localSide, cropBoundary).views(context, mask(context));
  }

  private MaskSpec mask(PlanContext context) {
    MaskSpec.BlockWise blocks =
        new MaskSpec.BlockWise(
            maskRatio,
            maskSpread,
            MaskSpec.BlockWise.THIRD_OF_SIDE,
            MaskSpec.BlockWise.Shortfall.KEEP);
    int most = blocks.budget(context.grid());
    if (most < blocks.minBlock(context.grid())) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "maskRatio",
          "%s, so that at most %d of %d patches are hidden"
              .formatted(maskRatio, most, context.grid().size()),
          "at least one block of " + blocks.minBlock(context.grid()) + " patches",
          "raise maskRatio or maskSpread, or use smaller patches");
    }
    return new MaskSpec.Sometimes(maskProbability, blocks);
  }

  List<Freeze> freezes() {
    return prototypeLength.freezes("*", frozenEpochs);
  }
}
