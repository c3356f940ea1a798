package ai.lacuna.evaluation;

import ai.lacuna.evaluation.protocol.ProtocolPlugin;
import ai.lacuna.evaluation.stage.EvaluateStage;
import ai.lacuna.evaluation.stage.FeaturesStage;
import ai.lacuna.evaluation.stage.Protocols;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Stage;
import ai.lacuna.workflow.WorkflowPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Owns the sections {@code evaluate}, a list of protocols, and {@code gates}, a list of conditions;
 * and writes the report of every run.
 */
public final class EvaluationPlugin implements WorkflowPlugin {

  static final String EVALUATE = "evaluate";
  static final String GATES = "gates";

  @Override
  public String name() {
    return "evaluation";
  }

  @Override
  public Set<String> sections() {
    return Set.of(EVALUATE, GATES);
  }

  @Override
  public List<Stage> stages() {
    return List.of(new FeaturesStage(), new EvaluateStage());
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public void plan(Planning planning) {
    EvaluationPlan plan = new EvaluationPlan(planning);
    plan.evaluations();
    plan.gates();
  }

  @Override
  public Optional<Reporter> reporter() {
    return Optional.of(new EvaluationReporter());
  }

  @Override
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (ProtocolPlugin<?> plugin : Protocols.all().values()) {
      parts.add(new Part("protocol", plugin.name(), plugin.summary(), plugin.configType()));
    }
    return parts;
  }
}
