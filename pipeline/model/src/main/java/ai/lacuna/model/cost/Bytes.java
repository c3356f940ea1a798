package ai.lacuna.model.cost;

import ai.lacuna.model.Precision;

/**
 * A size in memory that depends on the precision.
 *
 * @param float32 bytes if the network computes in float32
 * @param bfloat16 bytes if it computes in bfloat16
 */
public record Bytes(double float32, double bfloat16) {

  /** Nothing. */
  public static final Bytes NONE = new Bytes(0, 0);

  /**
   * The size of numbers.
   *
   * @param wide numbers that are float32 in either precision
   * @param computed numbers of the type that the network computes in
   */
  static Bytes of(double wide, double computed) {
    return new Bytes(4 * (wide + computed), 4 * wide + 2 * computed);
  }

  /** The size in one precision. */
  public double in(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> float32;
      case BFLOAT16 -> bfloat16;
    };
  }

  Bytes plus(Bytes other) {
    return new Bytes(float32 + other.float32, bfloat16 + other.bfloat16);
  }

  Bytes times(double factor) {
    return new Bytes(factor * float32, factor * bfloat16);
  }

  /** The larger one, in each precision. */
  Bytes max(Bytes other) {
    return new Bytes(Math.max(float32, other.float32), Math.max(bfloat16, other.bfloat16));
  }
}
