package ai.lacuna.training.golden;

import static ai.lacuna.files.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.training.TrainingConfig;
import ai.lacuna.training.optimizer.Gradients;
import ai.lacuna.training.optimizer.Optimizer;
import ai.lacuna.training.optimizer.ParameterGroup;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A recorded training step of an official implementation, and a network with its parameters that
 * takes the same step. In its case, {@code param.NAME} are the parameters before the step, {@code
 * mid.STAGE} intermediate results, {@code grad.NAME} the gradients before clipping, {@code
 * after.NAME} the parameters after AdamW's first update.
 */
public final class OfficialStep implements AutoCloseable {

  /** Whose gradients an update was made from. */
  public enum From {
    /** Those of a step of ours: rounding may have turned the sign of the smallest ones. */
    OWN_GRADIENTS,
    /** The recorded ones: the optimizer's arithmetic alone. */
    RECORDED_GRADIENTS
  }

  /** How many updates an epoch has here, where the official code was recorded for one. */
  static final long UPDATES_PER_EPOCH = 10;

  private static final NDIndex EVERYTHING = new NDIndex("...");

  private final GoldenCase golden;
  private final OfficialCode code;
  private final Plan plan;
  private final NDManager manager;
  private final Network network;
  private final Gradients gradients;
  private final RecordedOptimizer recordedOptimizer;
  private final RecordedValues recorded;

  private OfficialStep(
      GoldenCase golden, OfficialCode code, Plan plan, NDManager manager, Network network) {
    this.golden = golden;
    this.code = code;
    this.plan = plan;
    this.manager = manager;
    this.network = network;
    gradients = new Gradients(manager, network.trainable());
    recordedOptimizer = new RecordedOptimizer(golden, code);
    recorded = new RecordedValues(golden, code);
  }

  /** A network with the recorded parameters, which keeps every intermediate result. */
  public static OfficialStep of(
      GoldenCase golden, OfficialCode code, BackboneConfig backbone, Plan plan) {
    return of(golden, code, backbone, plan, Recompute.NOTHING);
  }

  /**
   * A network on a CPU with the recorded parameters.
   *
   * @param golden its settings may have {@code in_chans}, else images have three channels
   * @param recompute what is computed a second time instead of being kept
   */
  public static OfficialStep of(
      GoldenCase golden,
      OfficialCode code,
      BackboneConfig backbone,
      Plan plan,
      Recompute recompute) {
    NDManager manager = Engine.newCpuManager();
    Network network =
        Network.create(
            backbone,
            backbone.shape(golden.config().path("in_chans").asInt(3)),
            plan,
            new Streams(0),
            Precision.FLOAT32,
            recompute,
            manager);
    OfficialStep step = new OfficialStep(golden, code, plan, manager, network);
    network
        .weights()
        .set(
            golden.names("param.").stream()
                .filter(code::trains)
                .map(name -> step.recorded.tensor("param.", name))
                .toList());
    return step;
  }

  /** Owns whatever the step makes; closed with this. */
  public NDManager manager() {
    return manager;
  }

  /** The network, whose parameters are float32. */
  public Network network() {
    return network;
  }

  /** The gradients of all that is trained. */
  public Gradients gradients() {
    return gradients;
  }

  /**
   * Gives the teacher its recorded parameters.
   *
   * @param prefix of their tensors
   * @param official the name of the parameter that one is the copy of
   */
  public void setTeacher(String prefix, UnaryOperator<String> official) {
    Collection<String> copies =
        golden.names(prefix).stream().filter(name -> code.teaches(official.apply(name))).toList();
    assertThat(network.buffers()).hasSize(copies.size() + plan.buffers().size());
    for (String name : copies) {
      setBuffer("teacher." + code.ours(official.apply(name)), prefix + name);
    }
  }

  /** Gives a buffer its recorded value. */
  public void setBuffer(String buffer, String tensor) {
    NDArray array = buffer(buffer);
    try (NDArray value = array.getManager().create(golden.floats(tensor), array.getShape())) {
      array.set(EVERYTHING, value);
    }
  }

  /** The value of a buffer of the plan, or of the teacher. */
  public NDArray buffer(String name) {
    return Objects.requireNonNull(network.buffers().get(name), name);
  }

  /** Fails unless an intermediate result is as recorded. */
  public void assertStage(String stage, NDArray actual) {
    double allowed = code.tolerance().stage();
    assertClose(stage, actual.toFloatArray(), golden.floats("mid." + stage), allowed, allowed);
  }

  /** Fails unless the loss is as recorded. */
  public void assertLoss(NDArray loss) {
    double allowed = code.tolerance().loss();
    assertClose("loss", loss.toFloatArray(), golden.floats("out.loss"), 0, allowed);
  }

  /** Fails unless the same parameters have gradients, and all are as recorded. */
  public void assertGradients() {
    assertThat(ours(golden.names("grad."))).isEqualTo(trainable());
    double allowed =
        code.tolerance().gradient() * recorded.largestGradient() + code.tolerance().gradientFloor();
    for (String name : golden.names("grad.")) {
      float[] actual = gradients.of(code.ours(name)).toFloatArray();
      assertClose(name, actual, recorded.floats("grad.", name), allowed, 0);
    }
  }

  /**
   * Clips the gradients as the plan declares it.
   *
   * @param largest the norm that must not be exceeded
   */
  public void clip(double largest) {
    switch (plan.defaults().clipping()) {
      case GLOBAL -> gradients.clip(gradients.norm(), largest);
      case PER_PARAMETER -> gradients.clipEach(largest);
    }
  }

  /**
   * Fails unless the gradients are the recorded ones, of which each that was longer than a bound by
   * itself was shortened to it; where a case lists the {@code clipped} ones, they are those.
   *
   * @param largest the bound
   */
  public void assertClippedEach(double largest) {
    TreeSet<String> clipped = new TreeSet<>();
    for (String name : golden.names("grad.")) {
      float[] expected = recorded.floats("grad.", name);
      double squares = 0;
      for (float g : expected) {
        squares += (double) g * g;
      }
      double factor = largest / (Math.sqrt(squares) + 1e-6); // the notes of the cases
      if (factor < 1) {
        clipped.add(name);
        for (int i = 0; i < expected.length; i++) {
          expected[i] *= (float) factor;
        }
      }
      float[] actual = gradients.of(code.ours(name)).toFloatArray();
      assertClose("clipped " + name, actual, expected, 0, 1e-5);
    }
    if (golden.description().has("clipped")) {
      TreeSet<String> listed = new TreeSet<>();
      golden.description().path("clipped").forEach(name -> listed.add(name.asText()));
      assertThat(clipped).isEqualTo(listed);
    }
  }

  /** The learning rate, which all parameters have in common. */
  public double rate() {
    return recordedOptimizer.rate();
  }

  /**
   * All that is trained, in the groups that the plan's published settings make of it.
   *
   * @param freezes those of the plan that still hold
   */
  public List<ParameterGroup> groups(List<Freeze> freezes) {
    return TrainingConfig.of(plan.defaults())
        .rules(List.of(), freezes)
        .groups(network.trainable(), UPDATES_PER_EPOCH);
  }

  /** All that is trained, where nothing but weight decay tells one parameter from another. */
  public List<ParameterGroup> twoGroups() {
    List<ParameterGroup> groups = ParameterGroup.of(network.trainable());
    assertThat(groups)
        .extracting(ParameterGroup::decay)
        .containsExactly(ParameterGroup.Decay.EXEMPT, ParameterGroup.Decay.APPLIED);
    return groups;
  }

  /** Fails unless weight decay applies to the parameters that it applies to in official code. */
  public void assertGroups(List<ParameterGroup> groups) {
    recordedOptimizer.assertGroups(groups);
  }

  /**
   * The recorded AdamW.
   *
   * @param groups ours, which have to decay as the recorded ones do
   */
  public Optimizer optimizer(List<ParameterGroup> groups) {
    assertGroups(groups);
    return new Optimizer(manager, recordedOptimizer.rule(), groups, gradients);
  }

  /**
   * Fails unless all that is trained is, after one update, where it was recorded to be. AdamW's
   * first update moves everything by about the learning rate: where the gradient is all but zero,
   * rounding decides in which direction.
   */
  public void assertUpdated(From from) {
    double allowed = from == From.RECORDED_GRADIENTS ? 1e-6 : 2e-6;
    for (String name : golden.names("after.")) {
      if (golden.has("param." + name)) {
        NDArray moved = network.weights().get(code.ours(name));
        recorded.assertMoved(from, "after.", name, moved, allowed, 2.2 * rate());
      }
    }
  }

  /**
   * Fails unless the recorded gradients move all that is trained to where it was recorded to be:
   * the optimizer's arithmetic alone.
   *
   * @param clipping of the gradients before the update
   */
  public void assertRecordedUpdate(List<ParameterGroup> groups, Consumer<Gradients> clipping) {
    assertThat(ours(golden.names("grad."))).isEqualTo(trainable());
    for (String name : golden.names("grad.")) {
      float[] values = recorded.floats("grad.", name);
      gradients.of(code.ours(name)).set(FloatBuffer.wrap(values));
    }
    clipping.accept(gradients);
    optimizer(groups).update(rate());
    assertUpdated(From.RECORDED_GRADIENTS);
  }

  /** The same of gradients that are not clipped. */
  public void assertRecordedUpdate(List<ParameterGroup> groups) {
    assertRecordedUpdate(groups, unclipped -> {});
  }

  /** Fails unless parameters are what they were before the update. */
  public void assertUnmoved(Predicate<String> official) {
    List<String> names = golden.names("param.").stream().filter(official).toList();
    assertThat(names).isNotEmpty();
    for (String name : names) {
      assertThat(network.weights().get(code.ours(name)).toFloatArray())
          .as(name)
          .isEqualTo(recorded.floats("param.", name));
    }
  }

  /**
   * Fails unless the teacher is where it was recorded to be after an update from own gradients.
   *
   * @param share of the network that it takes: 1 - momentum
   */
  public void assertTeacher(double share) {
    int compared = 0;
    for (String name : golden.names("teacher.after.")) {
      if (code.teaches(name)) {
        recorded.assertMoved(
            From.OWN_GRADIENTS,
            "teacher.after.",
            name,
            buffer("teacher." + code.ours(name)),
            1e-6,
            1e-6 + share * 2.2 * rate());
        compared++;
      }
    }
    assertThat(network.buffers()).hasSize(compared + plan.buffers().size());
  }

  private TreeSet<String> ours(Collection<String> official) {
    return official.stream().map(code::ours).collect(Collectors.toCollection(TreeSet::new));
  }

  private TreeSet<String> trainable() {
    return new TreeSet<>(network.trainable().keySet());
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
