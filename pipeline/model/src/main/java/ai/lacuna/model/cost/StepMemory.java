package ai.lacuna.model.cost;

/**
 * What training holds in memory at its fullest moment, in bytes.
 *
 * @param parameters of the network and of its teacher
 * @param gradients of the trained parameters
 * @param moments of the optimizer
 * @param activations of a micro-batch, its images and targets included
 * @param workspace of the layer, or recomputed block, that needs most, on a micro-batch, and copies
 *     of parameters in the computing type
 * @param checkpoint the copy of the state that is being written; in the host's memory
 * @param process what the program itself takes: Java and the engine's libraries; in the host's
 *     memory
 */
public record StepMemory(
    double parameters,
    double gradients,
    double moments,
    double activations,
    double workspace,
    double checkpoint,
    double process) {

  /** What the device holds that trains. */
  public double device() {
    return parameters + gradients + moments + activations + workspace;
  }

  /** All of it: what the process takes when it trains on the CPU. */
  public double total() {
    return device() + checkpoint + process;
  }

  /**
   * What several copies of the network hold together on one CPU, each on a micro-batch like this
   * one's. Parameters, moments, checkpoint and program exist once.
   */
  public StepMemory copies(int count) {
    return new StepMemory(
        parameters,
        count * gradients,
        moments,
        count * activations,
        count * workspace,
        checkpoint,
        process);
  }
}
