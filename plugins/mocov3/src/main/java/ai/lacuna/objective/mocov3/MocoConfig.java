package ai.lacuna.objective.mocov3;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Interpolation;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.List;

/**
 * The settings of MoCo v3.
 *
 * @param temperature τ
 * @param momentum weight of the old momentum encoder at the beginning; 1 at the end, on half a
 *     cosine
 * @param hidden hidden width of projector and predictor
 * @param outputs width of what is compared
 * @param patchProjection whether the encoder's first layer is trained
 * @param minCropArea smallest share of the image's area that a crop shows
 */
public record MocoConfig(
    @Doc("Temperature of the scores") @Range("(0, )") double temperature,
    @Doc("Weight of the old momentum encoder at the beginning; it ends at 1, on half a cosine")
        @Range("[0, 1]")
        double momentum,
    @Doc("Hidden width of projector and predictor") @Range("[1, )") int hidden,
    @Doc("Width of what is compared") @Range("[1, )") int outputs,
    @Doc("The patch projection: frozen at its random values, or trained")
        PatchProjection patchProjection,
    @Doc("Smallest share of an image's area that a crop shows") @Range("(0, 1]") double minCropArea)
    implements Config {

  /** Whether the projection of patches is trained. */
  public enum PatchProjection {
    /** Fixed at its random values, which keeps training stable (section 4, "random patch"). */
    FROZEN,
    /** Trained as everything else. */
    TRAINED
  }

  /** As ViTs are trained in the official code (CONFIG.md and main_moco.py). */
  public static MocoConfig defaults() {
    return new MocoConfig(0.2, 0.99, 4096, 256, PatchProjection.FROZEN, 0.08);
  }

  // CONFIG.md, ViT-Small and ViT-Base; every parameter decays, as main_moco.py excepts none.
  static TrainingDefaults published() {
    return new TrainingDefaults(300, 4096, 1.5e-4, 0, 40, 0.1, 0.9, 0.999, 0)
        .withDecay(VectorDecay.APPLIED);
  }

  ViewSpec view() {
    Crop crop = new Crop.RandomResized(minCropArea, 1, 3.0 / 4, 4.0 / 3, Interpolation.BILINEAR);
    return ViewSpec.of(ViewSpec.IMAGE, crop, Augmentation.byol(1, 0))
        .plusCrop(Augmentation.byol(0.1, 0.2));
  }

  ModuleSpec projector(int width) {
    return BatchNormMlp.of(3, width, hidden, outputs);
  }

  ModuleSpec predictor() {
    return BatchNormMlp.of(2, outputs, hidden, outputs);
  }

  TeacherSpec momentumEncoder() {
    return new TeacherSpec(
        new Schedule.WarmupCosine(momentum, 1, 0),
        TeacherSpec.When.BEFORE_LOSS,
        List.of("projector"),
        TeacherSpec.Result.NETWORK);
  }
}
