package ai.lacuna.testkit;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.VectorDecay;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.LayerDecay;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterRules;
import ai.lacuna.training.optimizer.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An objective in training, update by update, in the order in which the engine does it. */
final class Trial implements AutoCloseable {

  // Short epochs, so that whatever waits for one begins within a check.
  private static final long PER_EPOCH = 4;
  private static final double EPOCHS = 50;

  private final NDManager manager;
  private final Network network;
  private final Objective objective;
  private final Plan plan;
  private final Gradients gradients;
  private final Optimizer optimizer;
  private final double learningRate;
  private final Conditions conditions;

  /** For the usual encoder in float32. */
  Trial(Subject<?> subject) {
    this(subject, Conditions.USUAL, Precision.FLOAT32);
  }

  Trial(Subject<?> subject, Conditions conditions, Precision precision) {
    this.conditions = conditions;
    objective = subject.objective();
    plan = objective.plan(conditions.context());
    manager = Engine.newCpuManager();
    network =
        Network.create(
            conditions.backbone(), conditions.image(), plan, new Streams(5), precision, manager);
    gradients = new Gradients(manager, network.trainable());
    ParameterRules rules =
        new ParameterRules(VectorDecay.EXEMPT, List.of(), LayerDecay.NONE, plan.freezes());
    optimizer =
        new Optimizer(
            manager,
            new UpdateRule.AdamW(0.9, 0.95, 1e-8, 0.05),
            rules.groups(network.trainable(), PER_EPOCH),
            gradients);
    learningRate = subject.limits().learningRate();
  }

  Plan plan() {
    return plan;
  }

  Network network() {
    return network;
  }

  /** Eight images. */
  Examples eight() {
    return images(0, 8);
  }

  /** The images of so many numbers from one on. */
  Examples images(int from, int count) {
    return Examples.of(plan, conditions, from, count);
  }

  Objective objective() {
    return objective;
  }

  Gradients gradients() {
    return gradients;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Everything that a checkpoint keeps. */
  Map<String, NDArray> state() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    network.trainable().forEach((name, array) -> arrays.put("parameter." + name, array));
    network.buffers().forEach((name, array) -> arrays.put("buffer." + name, array));
    optimizer.state().forEach((name, array) -> arrays.put("optimizer." + name, array));
    return arrays;
  }

  Moment moment() {
    return new Moment(optimizer.updates(), PER_EPOCH, EPOCHS);
  }

  /** A step on given images, whose arrays belong to the scope. */
  Step step(NDManager scope, Examples examples) {
    return network.step(
        scope, examples.inputs(scope), examples.labels(), examples.tokens(scope), moment());
  }

  /** What a use of the step gives; nothing is differentiated. */
  interface Use<T> {
    T on(NDManager scope);
  }

  /** Runs something with gradients recorded and all its arrays freed afterwards. */
  <T> T recorded(Use<T> use) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope recording = Autograd.recording()) {
      // What is computed from a parameter belongs to the parameter's manager: for this step, here.
      scope.tempAttachAll(network.trainable().values().toArray(new NDArray[0]));
      return use.on(scope);
    }
  }

  /** The loss of given images. */
  float loss(Examples examples) {
    return recorded(scope -> total(objective.loss(step(scope, examples))));
  }

  /** The total of losses. */
  static float total(Losses losses) {
    NDArray loss = losses.total();
    if (loss.size() != 1) {
      throw new Finding(
          "a loss of shape " + loss.getShape(),
          "one number",
          "take the mean over images, patches and values");
    }
    return loss.toType(DataType.FLOAT32, false).toFloatArray()[0];
  }

  /** Adds the gradient of a micro-batch; gives its loss. */
  float accumulate(Examples examples) {
    return recorded(
        scope -> {
          Losses losses = objective.loss(step(scope, examples));
          float value = total(losses);
          requireFinite("total loss", value);
          losses.parts().forEach((name, part) -> requireFinite("loss '" + name + "'", part));
          differentiate(losses, network::backward);
          return value;
        });
  }

  /**
   * The gradient of losses that were recorded in float32, where no cast holds a part of it, by
   * parameter. It can be asked for again.
   */
  Map<String, float[]> gradientOf(Losses losses) {
    gradients.zero();
    differentiate(losses, Autograd::backwardAndKeep);
    Map<String, float[]> all = RepeatChecks.gradients(this);
    gradients.zero();
    return all;
  }

  private static void differentiate(Losses losses, Consumer<NDArray> backward) {
    try {
      backward.accept(losses.total().toType(DataType.FLOAT32, false));
    } catch (EngineException e) {
      if (!String.valueOf(e.getMessage()).contains("does not require grad")) {
        throw e;
      }
      throw new Finding(
          "a loss from which nothing trainable can be reached",
          "a loss that depends on the encoder",
          "stopGradient(), toFloatArray() or the teacher stands where the network should");
    }
  }

  private static void requireFinite(String what, NDArray value) {
    requireFinite(what, value.toType(DataType.FLOAT32, false).toFloatArray()[0]);
  }

  private static void requireFinite(String what, float value) {
    if (!Float.isFinite(value)) {
      throw new Finding(
          what + " = " + value,
          "a finite number",
          "a logarithm or root of 0, or a division by a norm or count that can be 0");
    }
  }

  /** Makes an update from one batch; gives its loss. */
  float update(Examples examples) {
    Moment now = moment();
    network.beforeLoss(now);
    float loss = accumulate(examples);
    move(now);
    return loss;
  }

  /** Makes an update from the gradients at hand, as of the moment given. */
  void move(Moment now) {
    double norm = gradients.norm();
    if (!Double.isFinite(norm)) {
      throw new Finding(
          "a gradient of norm " + norm + " in " + gradients.firstNotFinite().orElse("all together"),
          "finite gradients",
          "a root or norm whose derivative at 0 is infinite; add a small number inside of it");
    }
    gradients.clip(norm, 3);
    optimizer.update(learningRate);
    gradients.zero();
    network.afterUpdate(objective, now);
  }

  @Override
  public void close() {
    manager.close();
  }
}
