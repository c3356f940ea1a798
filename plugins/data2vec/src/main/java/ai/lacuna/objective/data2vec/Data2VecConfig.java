package ai.lacuna.objective.data2vec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.plan.BlockOutput;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.Parameter;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.schedule.RateCurve;
import ai.lacuna.api.schedule.Schedule;
import java.util.List;
import java.util.Map;

/**
 * The settings of data2vec.
 *
 * @param modality what inputs are, and which of their places are hidden
 * @param topBlocks K, how many of the teacher's last blocks make up the target
 * @param blockOutput what is taken of each
 * @param normalisation which features get mean 0 and variance 1
 * @param beta β, the difference at which the loss turns from a square into an absolute value
 * @param lossScale what the loss is multiplied by
 * @param firstTeacherMomentum weight of the old teacher in the first update
 * @param teacherMomentum weight of the old teacher after {@code momentumUpdates}
 * @param momentumUpdates updates from the one weight to the other, on a straight line
 */
public record Data2VecConfig(
    @Doc("What inputs are") Modality modality,
    @Doc("How many of the teacher's last blocks make up the target") @Range("[1, )") int topBlocks,
    @Doc("What is taken of a block: the stream behind it, or what its mlp adds to it")
        BlockOutput blockOutput,
    @Doc("Which features are normalised: none, each-block, or each-block-and-mean")
        Normalisation normalisation,
    @Doc("Difference at which the loss turns from a square into an absolute value") @Range("(0, )")
        double beta,
    @Doc("What the loss is multiplied by") @Range("(0, )") double lossScale,
    @Doc("Weight of the old teacher in the first update") @Range("[0, 1]")
        double firstTeacherMomentum,
    @Doc("Weight of the old teacher after momentumUpdates") @Range("[0, 1]") double teacherMomentum,
    @Doc("Updates from the first weight to the other, on a straight line; 0 = none") @Range("[0, )")
        long momentumUpdates)
    implements Config {

  private static final Init INIT = new Init.TruncatedNormal(0.02, 0.02);

  /** Which features of a token get mean 0 and variance 1, over its channels. */
  public enum Normalisation {
    /** None: the target may collapse (section 3.3). */
    NONE,
    /** Those of each block (paper). */
    EACH_BLOCK,
    /** Those of each block, and their mean once more (the published command). */
    EACH_BLOCK_AND_MEAN
  }

  /** Section 4.1 and the official command for ViT-Base: the teacher's momentum is constant. */
  public static Data2VecConfig defaults() {
    return new Data2VecConfig(
        Modality.defaults(),
        6,
        BlockOutput.STREAM,
        Normalisation.EACH_BLOCK_AND_MEAN,
        2,
        1,
        0.9998,
        0.9998,
        0);
  }

  /** What is published for all inputs alike. */
  static TrainingDefaults published(
      int epochs, int batch, double peakRate, double warmupEpochs, double weightDecay) {
    double rate = peakRate * 256 / batch;
    return new TrainingDefaults(epochs, batch, rate, 1e-5, warmupEpochs, weightDecay, 0.9, 0.999, 3)
        .with(RateCurve.SteppedCosine.defaults())
        .withDecay(
            VectorDecay.EXEMPT,
            new NamePattern("encoder.cls_token"),
            new NamePattern("encoder.pos_embed"));
  }

  /** The linear layer that predicts features: (B, N, D) becomes (B, N, D). */
  ModuleSpec head(PlanContext context) {
    int width = context.width();
    return new ModuleSpec.Custom(
        Map.of(
            "weight", new Parameter(new Shape(width, width), INIT),
            "bias", new Parameter(new Shape(width), Init.ZEROS)),
        (parameters, inputs) -> {
          NDArray weight = parameters.apply("weight").transpose();
          return inputs[0].matMul(weight).add(parameters.apply("bias")); // (B, N, D) -> (B, N, D)
        });
  }

  /** The teacher; as in the official code, it is the network that is handed over. */
  TeacherSpec teacher() {
    return new TeacherSpec(
            new Schedule.Ramp(firstTeacherMomentum, teacherMomentum, momentumUpdates),
            TeacherSpec.When.AFTER_UPDATE,
            List.of(),
            TeacherSpec.Result.NETWORK)
        .withBlocks(topBlocks);
  }
}
