package ai.lacuna.model.cost;

/**
 * The cost of one part of a network: the encoder, a module, or the teacher's copy of one.
 *
 * @param name {@code encoder}, the module's name, or either after {@code teacher.}
 * @param role whether gradients flow through it
 * @param parameters how many numbers it has
 * @param multiplyAdds of the matrix products of a forward pass on one image
 * @param casts what copies of its parameters in the computing type take during a step
 * @param activations what a forward pass on one image leaves in memory for the backward pass
 * @param workspace what its largest layer takes besides while it computes on one image
 */
public record PartCost(
    String name,
    Role role,
    long parameters,
    double multiplyAdds,
    Bytes casts,
    Bytes activations,
    Bytes workspace) {

  /** Whether gradients flow through a part. */
  public enum Role {
    TRAINED,
    TEACHER
  }

  /** The same part as a teacher has it: nothing is kept for a backward pass. */
  PartCost asTeacher() {
    return new PartCost(
        "teacher." + name, Role.TEACHER, parameters, multiplyAdds, casts, Bytes.NONE, workspace);
  }

  /**
   * Floating-point operations of a training step on one image: two for each multiply-add; the
   * backward pass computes twice what the forward pass does, with respect to the inputs and to the
   * parameters of every product.
   */
  public double flop() {
    return switch (role) {
      case TRAINED -> 3 * 2 * multiplyAdds;
      case TEACHER -> 2 * multiplyAdds;
    };
  }
}
