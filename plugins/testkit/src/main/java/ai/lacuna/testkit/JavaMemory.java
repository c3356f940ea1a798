package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/** The memory of an array that lies in a buffer of Java's, which is kept from being freed here. */
final class JavaMemory {

  private final NDArray array;
  private final ByteBuffer bytes;
  private final byte[] values;
  private final boolean mayIndex;
  private final String origin;

  /**
   * @param array whose values the buffer holds
   * @param bytes of the whole array
   * @param origin the line that asked for it
   */
  JavaMemory(NDArray array, ByteBuffer bytes, String origin) {
    this.array = array;
    this.bytes = bytes.duplicate().clear();
    this.origin = origin;
    values = new byte[bytes.capacity()];
    this.bytes.get(0, values);
    mayIndex = !array.getDataType().isFloating() && array.getShape().dimension() > 0;
  }

  NDArray array() {
    return array;
  }

  String origin() {
    return origin;
  }

  /** Writes something else into it. */
  void overwrite(byte pattern) {
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, mayIndex ? 0 : pattern); // indices stay within their arrays
    }
  }

  /** Writes its values into it again. */
  void restore() {
    bytes.put(0, values);
  }
}
