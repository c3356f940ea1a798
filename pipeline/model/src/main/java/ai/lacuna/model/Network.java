package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encoder and the modules of a plan, ready to be trained. Parameters are named {@code encoder.…}
 * and {@code MODULE.…}; the token that takes the place of hidden patches is {@code mask_token}.
 *
 * <p>Not thread-safe: one network belongs to one training loop.
 */
public final class Network implements AutoCloseable {

  private static final String TEACHER = "teacher.";

  private final NDManager manager;
  private final Precision precision;
  private final Recompute recompute;
  private final List<Network> replicas = new ArrayList<>();
  private final BackboneConfig config;
  private final ImageShape image;
  private final Plan plan;
  private final Weights weights;
  private final Casts casts;
  private final Map<String, NDArray> trainable;
  private final Backbone encoder;
  private final Optional<NDArray> maskToken;
  private final Map<String, Part> parts;
  private final Optional<TeacherNetwork> teacher;
  private final Buffers buffers;

  private Network(
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      Weights weights,
      Weights buffers,
      Optional<MovingAverage> average,
      Optional<Casts> shared,
      Precision precision,
      Recompute recompute,
      NDManager manager) {
    this.manager = manager;
    this.precision = precision;
    this.recompute = recompute;
    this.config = config;
    this.image = image;
    this.plan = plan;
    this.weights = weights;
    this.trainable = trainable(weights, plan.freezes());
    casts =
        shared
            .map(of -> of.shared(manager, weights))
            .orElseGet(() -> Casts.of(manager, weights, castable(), precision));
    Weights computed = casts.weights();
    this.encoder =
        Backbones.create(
            manager, config, image, computed.under(Backbones.PREFIX), precision, recompute);
    maskToken =
        NetworkParameters.usesMaskToken(plan)
            ? Optional.of(weights.get(Backbones.MASK_TOKEN))
            : Optional.empty();
    PlanContext context = config.context(image.channels());
    parts = Parts.create(manager, plan.modules(), context, computed, precision, recompute);
    teacher = plan.teacher().map(spec -> teacher(spec, average));
    this.buffers = new Buffers(manager, buffers);
  }

  private TeacherNetwork teacher(TeacherSpec spec, Optional<MovingAverage> given) {
    MovingAverage average =
        given.orElseGet(
            () -> new MovingAverage(manager, weights.startingWith(TeacherNetwork.prefixes(spec))));
    return TeacherNetwork.create(manager, config, image, plan, spec, average, precision);
  }

  // Custom modules and prototypes compute with float32 themselves.
  private Weights castable() {
    List<String> prefixes = new ArrayList<>(List.of(Backbones.PREFIX));
    plan.modules()
        .forEach(
            (name, spec) -> {
              if (Parts.takesCasts(spec)) {
                prefixes.add(name + ".");
              }
            });
    return weights.startingWith(prefixes);
  }

  /** A network that keeps every intermediate result: {@link Recompute#NOTHING}. */
  public static Network create(
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      Streams streams,
      Precision precision,
      NDManager parent) {
    return create(config, image, plan, streams, precision, Recompute.NOTHING, parent);
  }

  /**
   * Builds a network with initial values. An encoder's values depend on the seed alone, not on the
   * plan.
   *
   * @param config the encoder's architecture, already checked
   * @param image what it is trained on
   * @param plan the objective's needs
   * @param streams gives the initial values
   * @param precision of the kernels
   * @param recompute what is computed a second time instead of being kept
   * @param parent its device is used; closing it closes the network
   * @throws LacunaException of kind CONFIG if the architecture cannot do what the plan asks for
   * @throws IllegalArgumentException if it cannot recompute, see {@link BackboneConfig#recomputes}
   */
  public static Network create(
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      Streams streams,
      Precision precision,
      Recompute recompute,
      NDManager parent) {
    Problems problems = new Problems();
    config.checkPlan(plan, problems.under("backbone"));
    problems.throwIfAny();
    NDManager manager = parent.newSubManager();
    List<ParameterSpec> buffers = new ArrayList<>();
    plan.buffers()
        .forEach(
            (name, b) -> buffers.add(new ParameterSpec("buffer." + name, b.shape(), b.init())));
    return new Network(
        config,
        image,
        plan,
        Weights.initial(NetworkParameters.of(config, image, plan), streams, manager),
        Weights.initial(buffers, streams, manager).under("buffer."),
        Optional.empty(),
        Optional.empty(),
        precision,
        recompute,
        manager);
  }

  // What is never trained gets no gradient either.
  private static Map<String, NDArray> trainable(Weights weights, List<Freeze> freezes) {
    Map<String, NDArray> trainable = new LinkedHashMap<>();
    weights
        .asMap()
        .forEach(
            (name, array) -> {
              boolean fixed =
                  freezes.stream()
                      .anyMatch(f -> f.epochs() == Freeze.ALWAYS && f.names().matches(name));
              array.setRequiresGradient(!fixed);
              if (!fixed) {
                trainable.put(name, array);
              }
            });
    return Collections.unmodifiableMap(trainable);
  }

  /**
   * A copy that computes micro-batches of the same update elsewhere. What objectives collect there
   * counts for this network's {@link #afterUpdate}; nothing else passes between the two. On the
   * same device the parameters are the same memory, with gradients of the copy's own.
   *
   * @param parent its device is used; closing it closes the copy
   */
  public Network replicate(NDManager parent) {
    NDManager place = parent.newSubManager();
    boolean here = place.getDevice().equals(manager.getDevice());
    Network replica =
        new Network(
            config,
            image,
            plan,
            weights.replicate(place),
            Weights.of(buffers.asMap()).copy(place),
            here ? teacher.map(t -> t.average().shared(place)) : Optional.empty(),
            here ? Optional.of(casts) : Optional.empty(),
            precision,
            recompute,
            place);
    replicas.add(replica);
    return replica;
  }

  /** All parameters. */
  public Weights weights() {
    return weights;
  }

  /** Drop path for the encoder's blocks. */
  public DropPath dropPath(double rate) {
    return new DropPath(rate, config.blocks());
  }

  /** The parameters that training changes, by name, always in the same order. */
  public Map<String, NDArray> trainable() {
    return trainable;
  }

  /**
   * What changes besides the parameters: the plan's buffers, and the teacher's parameters as {@code
   * teacher.…}.
   */
  public Map<String, NDArray> buffers() {
    Map<String, NDArray> all = new LinkedHashMap<>(buffers.asMap());
    teacher.ifPresent(
        t -> t.average().weights().asMap().forEach((n, a) -> all.put(TEACHER + n, a)));
    return all;
  }

  /** To be called when parameters were changed, before anything is computed with them. */
  public void parametersChanged() {
    casts.refresh();
  }

  /**
   * Adds the gradients of a scalar to those of {@link #trainable}. {@link Autograd#backward} alone
   * may leave some of them in the casts that kernels compute with.
   */
  public void backward(NDArray loss) {
    backward(loss, null);
  }

  /**
   * As {@link #backward(NDArray)} for an array of any shape.
   *
   * @param cotangent as for {@link Autograd#backward}
   */
  public void backward(NDArray output, @Nullable NDArray cotangent) {
    Autograd.backward(output, cotangent);
    casts.gather();
  }

  /** To be called before the losses of an update are computed. */
  public void beforeLoss(Moment moment) {
    parametersChanged();
    moveTeacher(TeacherSpec.When.BEFORE_LOSS, moment);
  }

  /**
   * To be called when the optimizer has moved the parameters.
   *
   * @param objective may change the buffers now
   */
  public void afterUpdate(Objective objective, Moment moment) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      replicas.forEach(replica -> buffers.gather(replica.buffers));
      objective.afterUpdate(buffers.update(scope));
    }
    buffers.clear();
    moveTeacher(TeacherSpec.When.AFTER_UPDATE, moment);
  }

  private void moveTeacher(TeacherSpec.When when, Moment moment) {
    teacher
        .filter(t -> t.spec().when() == when)
        .ifPresent(t -> t.average().update(t.spec().momentum().at(moment)));
  }

  /** The first view of a micro-batch outside of a run, as an objective sees it. */
  public Step step(NDManager scope, NDArray images, List<PatchMask> masks) {
    return step(scope, images, Draws.of(masks), new Moment(0, 1, 1));
  }

  /** As {@link #step(NDManager, List, Labels, Moment)}, of the first view alone. */
  public Step step(NDManager scope, NDArray images, Draws draws, Moment moment) {
    return step(scope, List.of(new ViewInput(images, draws)), Labels.NONE, moment);
  }

  /** A micro-batch of a plan whose target is not tokens. */
  public Step step(NDManager scope, List<ViewInput> inputs, Labels labels, Moment moment) {
    return step(scope, inputs, labels, Optional.empty(), moment);
  }

  /**
   * A micro-batch as an objective sees it.
   *
   * @param scope receives every array that the step makes; closing it frees them all
   * @param inputs the plan's views in its order, with images in {@code scope}; those at the end may
   *     be missing if the objective does not ask for them
   * @param labels of the images
   * @param tokens the code of every patch of the first view, (A, N) int64, for plans whose target
   *     they are
   * @param moment where the run is
   */
  public Step step(
      NDManager scope,
      List<ViewInput> inputs,
      Labels labels,
      Optional<NDArray> tokens,
      Moment moment) {
    Map<String, NetworkView> views = new LinkedHashMap<>();
    for (int v = 0; v < inputs.size(); v++) {
      ViewSpec spec = plan.views().get(v);
      ViewInput input = inputs.get(v);
      views.put(
          spec.name(),
          new NetworkView(
              scope,
              input,
              spec.shape(image),
              spec.count(),
              plan.mode(spec),
              encoder,
              maskToken,
              parts,
              new Patches(
                  input.images(),
                  config.patch(),
                  plan.target(),
                  v == 0 ? tokens : Optional.empty())));
    }
    return new NetworkStep(
        scope,
        views,
        labels,
        teacher.map(t -> new TeacherStep(scope, views, t.encoder(), t.parts(), t.spec().blocks())),
        buffers,
        moment);
  }

  /**
   * Writes the files of the encoder that the plan wants to keep, see {@link Encoder}. Equal weights
   * give equal bytes.
   *
   * @param folder existing folder
   * @param preprocessing how images were normalised
   */
  public void saveEncoder(Path folder, Preprocessing preprocessing) throws IOException {
    Weights result =
        teacher
            .filter(t -> t.spec().result() == TeacherSpec.Result.TEACHER)
            .map(t -> t.average().weights())
            .orElse(weights);
    EncoderFiles.write(folder, config, preprocessing, result.under(Backbones.PREFIX));
  }

  /** Frees parameters and kernels. */
  @Override
  public void close() {
    manager.close();
  }
}
