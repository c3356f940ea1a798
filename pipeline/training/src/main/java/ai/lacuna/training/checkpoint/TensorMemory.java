package ai.lacuna.training.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.files.DType;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Moves tensors between the engine's memory and files, by name and bit by bit. */
public final class TensorMemory implements AutoCloseable {

  private final NDManager manager;
  private final Kernels kernels;

  /**
   * @param parent closing it closes this
   */
  public TensorMemory(NDManager parent) {
    manager = parent.newSubManager();
    kernels = Kernels.load(manager, TensorMemory.class, "tensors", Map.of());
  }

  /** Copies arrays out of the engine; later changes do not reach the copies. */
  public static List<Tensor> snapshot(Map<String, NDArray> arrays) {
    List<Tensor> tensors = new ArrayList<>();
    arrays.forEach((name, array) -> tensors.add(tensor(name, array)));
    return tensors;
  }

  /**
   * Arrays as they are, without copies where they lie in the host's memory: to be used up before
   * the arrays change or are closed.
   */
  public static List<Tensor> view(Map<String, NDArray> arrays) {
    List<Tensor> tensors = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          boolean there = !array.getDevice().isGpu() && array.size() > 0;
          tensors.add(there ? tensor(name, array, array.toByteBuffer(true)) : tensor(name, array));
        });
    return tensors;
  }

  /** Copies one array out of the engine. */
  public static Tensor tensor(String name, NDArray array) {
    return tensor(name, array, array.toByteBuffer(false));
  }

  private static Tensor tensor(String name, NDArray array, ByteBuffer data) {
    return new Tensor(name, dtype(array.getDataType()), array.getShape().getShape(), data);
  }

  /**
   * Overwrites every array with the tensor of its name.
   *
   * @throws LacunaException of kind DATA, with nothing overwritten, if names, shapes or types
   *     differ
   */
  public void restore(Map<String, NDArray> arrays, SafetensorsFile file) throws IOException {
    check(arrays, file);
    List<NDArray> targets = new ArrayList<>();
    List<NDArray> sources = new ArrayList<>();
    try (NDManager scope = manager.newSubManager()) {
      for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
        NDArray target = array.getValue();
        ByteBuffer mapped = file.bytes(array.getKey());
        ByteBuffer copy =
            ByteBuffer.allocateDirect(mapped.remaining()).order(ByteOrder.nativeOrder());
        copy.put(mapped).flip();
        targets.add(target);
        sources.add(scope.create(copy, target.getShape(), target.getDataType()));
      }
      call("copy", List.of(targets, sources));
    }
  }

  private static void check(Map<String, NDArray> arrays, SafetensorsFile file) {
    Problems problems = new Problems();
    arrays.forEach(
        (name, array) -> {
          String wanted = describe(dtype(array.getDataType()), array.getShape().getShape());
          if (!file.names().contains(name)) {
            problems.add("checkpoint tensor " + name, "nothing", wanted);
            return;
          }
          SafetensorsFile.Entry entry = file.entry(name);
          String found = describe(entry.dtype(), entry.shape());
          problems.require(found.equals(wanted), "checkpoint tensor " + name, found, wanted);
        });
    for (String name : file.names()) {
      problems.require(
          arrays.containsKey(name), "checkpoint tensor " + name, "a tensor", "no such tensor");
    }
    problems.throwIfAny(LacunaException.Kind.DATA);
  }

  private static String describe(DType dtype, long[] shape) {
    return dtype + " " + Arrays.toString(shape);
  }

  private void call(String method, List<List<NDArray>> lists) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<NDArray>[] array = lists.toArray(new List[0]);
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      kernels.call(method, new NDList(scope.zeros(new Shape())), array).close();
    }
  }

  private static DType dtype(DataType type) {
    return switch (type) {
      case FLOAT64 -> DType.F64;
      case FLOAT32 -> DType.F32;
      case FLOAT16 -> DType.F16;
      case INT64 -> DType.I64;
      case INT32 -> DType.I32;
      case INT16 -> DType.I16;
      case INT8 -> DType.I8;
      case UINT8 -> DType.U8;
      case BOOLEAN -> DType.BOOL;
      case BFLOAT16, UINT16, UINT32, UINT64, COMPLEX64, STRING, UNKNOWN ->
          throw new IllegalArgumentException(type + " tensors are not kept");
    };
  }

  @Override
  public void close() {
    manager.close();
  }
}
