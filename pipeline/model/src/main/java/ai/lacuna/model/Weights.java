package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.DType;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.kernel.Autograd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Named parameters in a fixed order: float32 arrays that require gradients and live as long as the
 * manager that they were made with.
 */
public final class Weights {

  private static final NDIndex EVERYTHING = new NDIndex("...");

  private final Map<String, NDArray> arrays;

  private Weights(Map<String, NDArray> arrays) {
    this.arrays = Collections.unmodifiableMap(arrays);
  }

  /**
   * Parameters at their initial values, which depend on the seed and their names alone.
   *
   * @param specs the parameters in their order
   * @param streams gives the initial values
   * @param manager owns the parameters
   */
  public static Weights initial(List<ParameterSpec> specs, Streams streams, NDManager manager) {
    return create(specs, manager, spec -> littleEndian(Initialiser.draw(spec, streams)));
  }

  /**
   * Parameters with given values.
   *
   * @param specs the parameters in their order
   * @param tensors one for each parameter, in any order
   * @throws LacunaException of kind DATA that lists every tensor that is missing, unexpected, or of
   *     another shape or type
   */
  public static Weights of(List<ParameterSpec> specs, List<Tensor> tensors, NDManager manager) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    specs.forEach(spec -> shapes.put(spec.name(), spec.shape()));
    Map<String, Tensor> byName = matched(shapes, tensors);
    return create(specs, manager, spec -> Objects.requireNonNull(byName.get(spec.name())).data());
  }

  /**
   * Checks that {@link #of} would take some tensors; needs no engine.
   *
   * @param problems receives every tensor that is missing, unexpected, or of another shape or type
   */
  public static void check(List<ParameterSpec> specs, List<Tensor> tensors, Problems problems) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    specs.forEach(spec -> shapes.put(spec.name(), spec.shape()));
    check(shapes, byName(tensors), problems);
  }

  private static Map<String, Tensor> matched(Map<String, Shape> shapes, List<Tensor> tensors) {
    Map<String, Tensor> byName = byName(tensors);
    Problems problems = new Problems();
    check(shapes, byName, problems);
    problems.throwIfAny(LacunaException.Kind.DATA);
    return byName;
  }

  private static Map<String, Tensor> byName(List<Tensor> tensors) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return byName;
  }

  private static void check(
      Map<String, Shape> shapes, Map<String, Tensor> byName, Problems problems) {
    shapes.forEach(
        (name, shape) -> {
          Tensor tensor = byName.get(name);
          String expected = DType.F32 + Arrays.toString(shape.getShape());
          String given =
              tensor == null ? "no such tensor" : tensor.dtype() + Arrays.toString(tensor.shape());
          problems.require(given.equals(expected), name, given, expected);
        });
    for (String name : byName.keySet()) {
      if (!shapes.containsKey(name)) {
        String fix =
            Suggestion.closest(name, shapes.keySet()).map(n -> "is it " + n + "?").orElse("");
        problems.add(name, "a tensor", "none of that name", fix);
      }
    }
  }

  /** Arrays that are there already. */
  static Weights of(Map<String, NDArray> arrays) {
    return new Weights(new LinkedHashMap<>(arrays));
  }

  private interface Source {
    ByteBuffer bytes(ParameterSpec spec);
  }

  private static Weights create(List<ParameterSpec> specs, NDManager manager, Source source) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      for (ParameterSpec spec : specs) {
        // An array made from a Java buffer borrows its memory, hence the duplicate.
        NDArray array =
            scope.create(source.bytes(spec), spec.shape(), DataType.FLOAT32).duplicate();
        array.attach(manager);
        array.setRequiresGradient(true);
        if (arrays.put(spec.name(), array) != null) {
          throw new IllegalArgumentException("two parameters are called '" + spec.name() + "'");
        }
      }
    }
    return new Weights(arrays);
  }

  /** The parameters by name, in their fixed order. */
  public Map<String, NDArray> asMap() {
    return arrays;
  }

  /**
   * One parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "no parameter '" + name + "'; " + Suggestion.didYouMean(name, arrays.keySet()));
    }
    return array;
  }

  /** Those whose names start with {@code prefix}, named without it; the arrays are shared. */
  public Weights under(String prefix) {
    Map<String, NDArray> part = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), array);
          }
        });
    return new Weights(part);
  }

  /** Those whose names start with one of the prefixes; the arrays are shared. */
  Weights startingWith(List<String> prefixes) {
    Map<String, NDArray> part = new LinkedHashMap<>(arrays);
    part.keySet().removeIf(name -> prefixes.stream().noneMatch(name::startsWith));
    return new Weights(part);
  }

  /** Copies on the manager's device, which require no gradient. */
  Weights copy(NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    try (Autograd.Scope paused = Autograd.paused()) {
      arrays.forEach(
          (name, array) -> {
            NDArray copy =
                array.getDevice().equals(manager.getDevice())
                    ? array.duplicate()
                    : array.toDevice(manager.getDevice(), true);
            copy.attach(manager);
            copies.put(name, copy);
          });
    }
    return new Weights(copies);
  }

  /**
   * These for another copy of what they belong to, with gradients of its own: the same memory where
   * the manager's device is theirs, else copies.
   */
  public Weights replicate(NDManager manager) {
    boolean here =
        arrays.values().stream().allMatch(a -> a.getDevice().equals(manager.getDevice()));
    return here ? shared(manager) : copy(manager);
  }

  /** The same memory once more, for gradients of another thread's own. */
  Weights shared(NDManager manager) {
    Map<String, NDArray> same = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          NDArray alias = array.stopGradient();
          alias.attach(manager);
          same.put(name, alias);
        });
    return new Weights(same);
  }

  /** How many numbers they are together. */
  public long count() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  /** Copies of the values, to be written to a file. */
  public List<Tensor> toTensors() {
    return arrays.entrySet().stream()
        .map(
            e ->
                Tensor.of(
                    e.getKey(), e.getValue().getShape().getShape(), e.getValue().toFloatArray()))
        .toList();
  }

  /**
   * Overwrites all values in place.
   *
   * @param tensors exactly these parameters, in any order
   * @throws LacunaException of kind DATA that lists every tensor that is missing, unexpected, or of
   *     another shape or type; nothing is overwritten then
   */
  public void set(List<Tensor> tensors) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    arrays.forEach((name, array) -> shapes.put(name, array.getShape()));
    Map<String, Tensor> byName = matched(shapes, tensors);
    try (Autograd.Scope paused = Autograd.paused()) {
      arrays.forEach(
          (name, array) -> {
            ByteBuffer data = Objects.requireNonNull(byName.get(name)).data();
            try (NDArray value =
                array.getManager().create(data, array.getShape(), DataType.FLOAT32)) {
              array.set(EVERYTHING, value);
            }
          });
    }
  }

  private static ByteBuffer littleEndian(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
