package ai.lacuna.model.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A set of native functions, written as TorchScript text and compiled by the engine. Gradients flow
 * through them as through any other operation of the calling thread's {@link Autograd} mode.
 *
 * <p>Text files lie beside the class that uses them as {@code NAME.ts.py}: method definitions in
 * TorchScript's serialised dialect, in which {@code {{key}}} is replaced by a setting, so that
 * shapes and numbers are constants of the compiled code.
 *
 * <p>Thread-safe: a kernel holds no state.
 */
public final class Kernels implements AutoCloseable {

  private static final String METHOD = "module_method:";

  private final PtSymbolBlock module;
  private final NDManager manager;

  private Kernels(PtSymbolBlock module, NDManager manager) {
    this.module = module;
    this.manager = manager;
  }

  /** As {@link #load(NDManager, Class, String, Map)} for a text beside this class. */
  public static Kernels load(NDManager parent, String name, Map<String, ?> settings) {
    return load(parent, Kernels.class, name, settings);
  }

  /**
   * Compiles a kernel text.
   *
   * @param parent its device is used; closing it closes the kernels
   * @param owner the class beside which the text lies
   * @param name resource name without suffix
   * @param settings replacements for {@code {{key}}}
   * @throws IllegalArgumentException if there is no such text or a placeholder has no replacement
   */
  public static Kernels load(
      NDManager parent, Class<?> owner, String name, Map<String, ?> settings) {
    return compile(parent, text(owner, name, settings));
  }

  /** The text that {@link #load(NDManager, Class, String, Map)} compiles. */
  public static String text(Class<?> owner, String name, Map<String, ?> settings) {
    return fill(name, resource(owner, name), settings);
  }

  /** Compiles method definitions given as text. */
  public static Kernels compile(NDManager parent, String methods) {
    NDManager manager = parent.newSubManager();
    try (InputStream in = new ByteArrayInputStream(ScriptArchive.of(methods))) {
      return new Kernels(JniUtils.loadModule((PtNDManager) manager, in, false, false), manager);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  /**
   * Calls a method.
   *
   * @param method its name
   * @param inputs tensors, each passed as one argument
   * @param lists tensor lists, passed as {@code List[Tensor]} arguments after the inputs
   * @return the result or results; they belong to the manager of the first input
   */
  @SafeVarargs
  public final NDList call(String method, NDList inputs, List<? extends NDArray>... lists) {
    NDList arguments = new NDList();
    arguments.addAll(inputs);
    inputs.forEach(input -> input.setName(null));
    for (int i = 0; i < lists.length; i++) {
      for (NDArray array : lists[i]) {
        array.setName("l" + i + "[]");
        arguments.add(array);
      }
    }
    NDArray selector = manager.create(new int[0]);
    selector.setName(METHOD + method);
    arguments.add(selector);
    // The profiling executor changes what it runs after its first calls, so that a resumed run
    // would not repeat an undisturbed one bit by bit. The setting is the thread's.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return IValueUtils.forward(module, arguments, true);
    } finally {
      selector.close();
    }
  }

  private static String resource(Class<?> owner, String name) {
    String file = name + ".ts.py";
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no kernel text '" + file + "'");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("kernel text " + file + " is unreadable", e);
    }
  }

  private static String fill(String name, String text, Map<String, ?> settings) {
    String filled = text;
    for (Map.Entry<String, ?> setting : settings.entrySet()) {
      filled = filled.replace("{{" + setting.getKey() + "}}", String.valueOf(setting.getValue()));
    }
    int open = filled.indexOf("{{");
    if (open >= 0) {
      String placeholder = filled.substring(open, filled.indexOf("}}", open) + 2);
      throw new IllegalArgumentException("kernel text '" + name + "' needs " + placeholder);
    }
    return filled;
  }

  @Override
  public void close() {
    manager.close();
  }
}
