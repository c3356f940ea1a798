package ai.lacuna.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A named array of numbers, row-major.
 *
 * @param name its name
 * @param dtype element type
 * @param shape its axes; empty for a scalar
 * @param data little-endian elements, from position to limit
 */
public record Tensor(String name, DType dtype, long[] shape, ByteBuffer data) {

  public Tensor {
    long expected = elements(shape) * dtype.bytes();
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' has " + data.remaining() + " bytes, its shape needs " + expected);
    }
    data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float32 tensor. */
  public static Tensor of(String name, long[] shape, float[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(name, DType.F32, shape, data);
  }

  /** An int64 tensor. */
  public static Tensor of(String name, long[] shape, long[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return new Tensor(name, DType.I64, shape, data);
  }

  static long elements(long[] shape) {
    long n = 1;
    for (long axis : shape) {
      n = Math.multiplyExact(n, axis);
    }
    return n;
  }
}
