package ai.lacuna.training;

import ai.lacuna.model.cost.StepCost;

/**
 * What decides how small a micro-batch may be.
 *
 * @param parameters trained numbers
 * @param flopPerImage floating-point operations of a training step on one image, two for each
 *     multiply-add, forward and backward
 */
public record StepSize(long parameters, double flopPerImage) {

  static StepSize of(StepCost cost) {
    return new StepSize(cost.parameters(), cost.flopPerImage());
  }
}
