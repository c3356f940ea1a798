package ai.lacuna.workflow.toy;

import ai.lacuna.workflow.StageContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets a test look into toy stages and disturb them; stages run in the test's own process. */
public final class Hooks {

  /** Called by a stage at a named point. */
  @FunctionalInterface
  public interface Hook {
    void at(String point, StageContext context) throws Exception;
  }

  private static final Map<String, Hook> HOOKS = new ConcurrentHashMap<>();
  private static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private Hooks() {}

  public static void reset() {
    HOOKS.clear();
    CALLS.clear();
  }

  public static void on(String stageId, Hook hook) {
    HOOKS.put(stageId, hook);
  }

  /** Points that were passed, such as {@code toy.sum start}, in order. */
  public static List<String> calls() {
    return List.copyOf(CALLS);
  }

  static void pass(String point, StageContext context) throws Exception {
    CALLS.add(context.id() + " " + point);
    Hook hook = HOOKS.get(context.id());
    if (hook != null) {
      hook.at(point, context);
    }
  }
}
