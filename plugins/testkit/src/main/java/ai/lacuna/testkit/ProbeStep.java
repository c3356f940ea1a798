package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Step;
import ai.lacuna.api.Teacher;
import ai.lacuna.api.View;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A step whose network sees one batch while the objective compares with another, and that notes
 * what network and teacher gave. Methods are told apart by name, so that new ones of the contract
 * count to the target's side until they are listed here.
 */
final class ProbeStep {

  /** Who computed an output. */
  enum Side {
    NETWORK,
    TEACHER
  }

  /**
   * What a call gave.
   *
   * @param what the call, for people
   * @param values the result
   * @param array the result itself, as long as the step lives
   */
  @SuppressWarnings("ArrayRecordComponent") // compared element by element
  record Output(Side side, String what, float[] values, NDArray array) {}

  /** Notes in the order of the calls. */
  static final class Log {
    private final List<Output> outputs = new ArrayList<>();
    private final Set<String> modules = new HashSet<>();
    private final Set<String> views = new HashSet<>();
    private final Set<String> methods = new HashSet<>();

    List<Output> outputs() {
      return outputs;
    }

    /** Modules that were run. */
    Set<String> modules() {
      return modules;
    }

    /** Views that were asked for by name. */
    Set<String> views() {
      return views;
    }

    /** Methods of the step and its views that were called. */
    Set<String> methods() {
      return methods;
    }

    /** Those of the network. */
    List<Output> network() {
      return outputs.stream().filter(o -> o.side() == Side.NETWORK).toList();
    }
  }

  private static final Set<String> OF_NETWORK =
      Set.of(
          "encode",
          "run",
          "runHidden",
          "ofHidden",
          "hidden",
          "count",
          "buffer",
          "collect",
          "moment");
  private static final Set<String> NOTED = Set.of("encode", "encodeBlocks", "run", "runHidden");

  private ProbeStep() {}

  /** A step that notes what it computes. */
  static Step noting(Step step, Log log) {
    return make(new Sides(step, step, step, name -> step), log);
  }

  /**
   * A step on two batches.
   *
   * @param network gives encodings and predictions
   * @param target gives images, targets and labels
   * @param teacher whose teacher is asked
   * @param encoding for each view by name whose encoding is given
   * @param log notes what it computes
   */
  static Step split(
      Step network, Step target, Step teacher, Function<String, Step> encoding, Log log) {
    return make(new Sides(network, target, teacher, encoding), log);
  }

  private record Sides(Step network, Step target, Step teacher, Function<String, Step> encoding) {}

  private static Step make(Sides sides, Log log) {
    return proxy(
        Step.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "teacher" -> teacher(sides.teacher(), log);
              case "view" -> view(sides, (String) arguments[0], log);
              default ->
                  call("the first view", sides.network(), sides.target(), method, arguments, log);
            });
  }

  private static View view(Sides sides, String name, Log log) {
    log.views.add(name);
    View seen = sides.encoding().apply(name).view(name);
    View compared = sides.target().view(name);
    return proxy(
        View.class,
        (method, arguments) -> call("view '" + name + "'", seen, compared, method, arguments, log));
  }

  private static Teacher teacher(Step target, Log log) {
    Teacher teacher = target.teacher();
    return proxy(
        Teacher.class,
        (method, arguments) -> {
          Object result = invoke(teacher, method, arguments);
          if (method.getName().startsWith("encode") && arguments.length > 0) {
            log.views.add((String) arguments[0]);
          }
          note(log, Side.TEACHER, "teacher", method, arguments, result);
          return result;
        });
  }

  private static Object call(
      String view, View network, View target, Method method, Object[] arguments, Log log) {
    log.methods.add(method.getName());
    View side = OF_NETWORK.contains(method.getName()) ? network : target;
    Object result = invoke(side, method, arguments);
    note(log, Side.NETWORK, view, method, arguments, result);
    return result;
  }

  private static void note(
      Log log, Side side, String where, Method method, Object[] arguments, Object result) {
    if (NOTED.contains(method.getName()) && result instanceof NDArray array) {
      boolean module = method.getName().startsWith("run");
      if (module) {
        log.modules.add((String) arguments[0]);
      }
      String what = module ? "module '" + arguments[0] + "' of " + where : "encoding of " + where;
      log.outputs.add(new Output(side, what, array.toFloatArray(), array));
    }
  }

  private interface Handler {
    Object call(Method method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                handler.call(method, arguments == null ? new Object[0] : arguments)));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
