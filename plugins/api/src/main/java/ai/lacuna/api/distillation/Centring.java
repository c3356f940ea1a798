package ai.lacuna.api.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Step;
import ai.lacuna.api.Update;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.schedule.Schedule;

/**
 * What keeps a teacher from saying the same of all images: its scores g lose their running mean,
 * the centre c, which no prototype can dominate, and a low temperature τ keeps what is left from
 * being uniform (Caron et al. 2021, section 3.1, equation 4; main_dino.py, DINOLoss):
 *
 * <pre>  logits = (g - c) / τ,   c ← m · c + (1 - m) · mean of g,  after the loss</pre>
 *
 * A plan declares each centre as a buffer, {@code .buffer("centre", Centring.centre(K))}; a loss
 * calls {@link #collect} and {@link #logits}, {@code afterUpdate} calls {@link #move}.
 *
 * <p>Letters: K prototypes.
 *
 * @param temperature τ in the course of the run
 * @param momentum m in [0, 1], weight of the old centre
 */
public record Centring(Schedule temperature, double momentum) {

  /**
   * The first value of a centre: 0.
   *
   * @param prototypes K
   */
  public static ModuleSpec.Parameter centre(int prototypes) {
    return new ModuleSpec.Parameter(new Shape(1, prototypes), Init.ZEROS);
  }

  /**
   * Keeps the mean of a micro-batch's scores for {@link #move}.
   *
   * @param centre the buffer's name in the plan
   * @param scores all that the teacher's head gave, (…, K)
   */
  public void collect(Step step, String centre, NDArray scores) {
    long prototypes = scores.getShape().get(scores.getShape().dimension() - 1);
    NDArray rows = scores.reshape(-1, prototypes); // (…, K) -> (rows, K)
    step.collect(centre, rows.mean(new int[] {0}, true)); // (1, K)
  }

  /**
   * The logits of what the teacher says.
   *
   * @param centre the buffer's name in the plan
   * @param scores those of its head's that a loss needs, (…, K)
   * @return (…, K)
   */
  public NDArray logits(Step step, String centre, NDArray scores) {
    return scores.sub(step.buffer(centre)).div((float) temperature.at(step.moment()));
  }

  /**
   * Moves a centre to what was collected in an update.
   *
   * @param centre the buffer's name in the plan
   */
  public void move(Update update, String centre) {
    float m = (float) momentum;
    NDArray mean = update.collected(centre); // (1, K)
    update.set(centre, update.buffer(centre).mul(m).add(mean.mul(1 - m)));
  }
}
