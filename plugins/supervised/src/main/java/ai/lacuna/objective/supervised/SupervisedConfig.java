package ai.lacuna.objective.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the supervised baseline.
 *
 * @param pooling what the classifier sees
 * @param smoothing s: every class gets s / K, the labelled one the rest
 * @param mixup α of mixup; 0 = none
 * @param cutmix α of cutmix; 0 = none
 * @param averageMomentum weight of the old value in the moving average of the weights, whose
 *     encoder is the result; 0 = no average
 */
public record SupervisedConfig(
    @Doc("What is classified: the class token, or the mean of the other tokens") Pooling pooling,
    @Doc("Share of a label that all classes have in common") @Range("[0, 1)") double smoothing,
    @Doc("Mixup's share is drawn from Beta(mixup, mixup); 0 = no mixup") @Range("[0, )")
        double mixup,
    @Doc("Cutmix's share is drawn from Beta(cutmix, cutmix); 0 = no cutmix") @Range("[0, )")
        double cutmix,
    @Doc("Weight of the old average in the moving average that is kept; 0 = the network itself")
        @Range("[0, 1)")
        double averageMomentum)
    implements Config {

  private static final String CLASSIFIER = "classifier";

  /** What the classifier sees of an image. */
  public enum Pooling {
    /** The first token; encoders without one are refused. */
    CLASS_TOKEN,
    /** The mean of the tokens that belong to a place. */
    MEAN
  }

  /** ViT-B trained from scratch in MAE's paper (appendix A.2, table 11). */
  public static SupervisedConfig defaults() {
    return new SupervisedConfig(Pooling.CLASS_TOKEN, 0.1, 0.8, 1, 0.9999);
  }

  // Table 11, ViT-B.
  static TrainingDefaults published() {
    return new TrainingDefaults(300, 4096, 1e-4, 0, 20, 0.3, 0.9, 0.95, 0).withDropPath(0.1);
  }

  // Table 11; crop areas are those of timm, which the official code uses.
  static ViewSpec view() {
    return ViewSpec.of(
        ViewSpec.IMAGE,
        Crop.RandomResized.of(0.08, 1),
        Augmentation.Flip.defaults(),
        Augmentation.RandAugment.defaults());
  }

  Optional<Mixing> mixing() {
    if (mixup == 0 && cutmix == 0) {
      return Optional.empty();
    }
    Mixing d = Mixing.defaults();
    return Optional.of(new Mixing(mixup, cutmix, d.cutmixShare(), d.probability(), d.scope()));
  }

  Optional<TeacherSpec> average() {
    if (averageMomentum == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new TeacherSpec(
            new Schedule.Constant(averageMomentum),
            TeacherSpec.When.AFTER_UPDATE,
            List.of(CLASSIFIER),
            TeacherSpec.Result.TEACHER));
  }

  /** A linear layer on pooled tokens, (B, 1+N, D) -> (B, K). */
  ModuleSpec classifier(PlanContext context) {
    if (pooling == Pooling.CLASS_TOKEN) {
      context.requireClassToken();
    }
    long classes = context.requireClasses();
    Init weight = new Init.TruncatedNormal(0.02, 2); // timm's vision_transformer.py
    String pooled =
        switch (pooling) {
          case CLASS_TOKEN -> "0:1";
          case MEAN -> context.output().classToken().count() + ":";
        };
    Map<String, ModuleSpec.Parameter> parameters = new LinkedHashMap<>();
    parameters.put("weight", new ModuleSpec.Parameter(new Shape(classes, context.width()), weight));
    parameters.put("bias", new ModuleSpec.Parameter(new Shape(classes), Init.ZEROS));
    return new ModuleSpec.Custom(
        parameters,
        (p, x) -> {
          NDArray features = x[0].get(":, " + pooled).mean(new int[] {1}); // -> (B, D)
          return features.matMul(p.apply("weight").transpose()).add(p.apply("bias")); // -> (B, K)
        });
  }
}
