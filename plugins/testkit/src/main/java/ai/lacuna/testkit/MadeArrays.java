package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.util.NativeResource;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The arrays that this thread makes until this is closed, whose values stay readable even if DJL
 * has given up the Java memory that some of them lie in. Closing it frees none of them.
 */
final class MadeArrays implements AutoCloseable {

  // DJL tells a scope of every array, in its constructor.
  private final class Notes extends IdentityHashMap<NDArray, NDArray> {
    private static final long serialVersionUID = 1L;

    @Override
    public NDArray put(NDArray array, NDArray same) {
      note(array);
      return same;
    }
  }

  private final NDScope scope = new NDScope();
  private final List<NDArray> arrays = new ArrayList<>();
  private final List<JavaMemory> inJava = new ArrayList<>();

  MadeArrays() {
    try {
      field(NDScope.class, "resources").set(scope, new Notes());
    } catch (ReflectiveOperationException e) {
      scope.close();
      throw unknown(e);
    }
  }

  private void note(NDArray array) {
    arrays.add(array);
    try {
      if (array instanceof PtNDArray
          && field(PtNDArray.class, "dataRef").get(array) instanceof ByteBuffer bytes
          && !bytes.isReadOnly()) {
        inJava.add(new JavaMemory(array, bytes, origin()));
      }
    } catch (ReflectiveOperationException e) {
      throw unknown(e);
    }
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static IllegalStateException unknown(ReflectiveOperationException e) {
    return new IllegalStateException("this version of DJL notes arrays in another way", e);
  }

  // The line that asked DJL for the array.
  private static String origin() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .dropWhile(frame -> !ofDjl(frame)) // this class
                    .dropWhile(MadeArrays::ofDjl)
                    .findFirst()
                    .map(MadeArrays::place)
                    .orElse("an unknown place"));
  }

  private static boolean ofDjl(StackFrame frame) {
    return frame.getClassName().startsWith("ai.djl.");
  }

  private static String place(StackFrame frame) {
    String type = frame.getClassName();
    return "%s.%s(%s:%d)"
        .formatted(
            type.substring(type.lastIndexOf('.') + 1),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }

  /** All, in the order in which they were made. */
  List<NDArray> all() {
    return List.copyOf(arrays);
  }

  /** The memory of those that were closed, in the order in which they were made. */
  List<JavaMemory> givenUp() {
    return inJava.stream().filter(memory -> released(memory.array())).toList();
  }

  /** Whether an array was closed. */
  static boolean released(NDArray array) {
    return array instanceof NativeResource<?> memory && memory.isReleased();
  }

  @Override
  public void close() {
    scope.close();
  }
}
