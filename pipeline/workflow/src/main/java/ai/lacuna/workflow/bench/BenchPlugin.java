package ai.lacuna.workflow.bench;

import ai.lacuna.workflow.WorkflowPlugin;
import java.util.List;

/** Brings the command {@code bench}. */
public final class BenchPlugin implements WorkflowPlugin {

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public List<Object> commands() {
    return List.of(new BenchCommand());
  }
}
