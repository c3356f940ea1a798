package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.Step;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder and the modules of a plan, ready to be trained. Parameters are named {@code encoder.…}
 * and {@code MODULE.…}.
 *
 * <p>Not thread-safe: one network belongs to one training loop.
 */
public final class Network implements AutoCloseable {

  private final NDManager manager;
  private final BackboneConfig config;
  private final ImageShape image;
  private final Plan plan;
  private final Weights weights;
  private final Map<String, NDArray> trainable;
  private final Backbone encoder;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  private Network(
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      Weights weights,
      Precision precision,
      NDManager manager) {
    this.manager = manager;
    this.config = config;
    this.image = image;
    this.plan = plan;
    this.weights = weights;
    this.trainable = trainable(weights, plan.freezes());
    this.encoder =
        Backbones.create(manager, config, image, weights.under(Backbones.PREFIX), precision);
    PlanContext context = config.context(image.channels());
    plan.modules()
        .forEach(
            (name, spec) ->
                parts.put(
                    name, part(manager, spec, context, weights.under(name + "."), precision)));
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
   * @param parent its device is used; closing it closes the network
   */
  public static Network create(
      BackboneConfig config,
      ImageShape image,
      Plan plan,
      Streams streams,
      Precision precision,
      NDManager parent) {
    NDManager manager = parent.newSubManager();
    List<ParameterSpec> specs = new ArrayList<>();
    Backbones.parameters(config, image).forEach(s -> specs.add(s.under(Backbones.PREFIX)));
    PlanContext context = config.context(image.channels());
    plan.modules()
        .forEach(
            (name, spec) -> parameters(spec, context).forEach(s -> specs.add(s.under(name + "."))));
    Weights weights = Weights.initial(specs, streams, manager);
    return new Network(config, image, plan, weights, precision, manager);
  }

  private static List<ParameterSpec> parameters(ModuleSpec spec, PlanContext context) {
    if (spec instanceof ModuleSpec.MaskedDecoder decoder) {
      return MaskedDecoder.parameters(decoder, context);
    } else if (spec instanceof ModuleSpec.Custom custom) {
      return CustomPart.parameters(custom);
    }
    throw new IllegalArgumentException("unknown kind of module " + spec);
  }

  private static Part part(
      NDManager manager,
      ModuleSpec spec,
      PlanContext context,
      Weights weights,
      Precision precision) {
    if (spec instanceof ModuleSpec.MaskedDecoder decoder) {
      return new MaskedDecoder(manager, decoder, context, weights, precision);
    } else if (spec instanceof ModuleSpec.Custom custom) {
      return new CustomPart(custom, weights);
    }
    throw new IllegalArgumentException("unknown kind of module " + spec);
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

  /** All parameters. */
  public Weights weights() {
    return weights;
  }

  /** The parameters that training changes, by name, always in the same order. */
  public Map<String, NDArray> trainable() {
    return trainable;
  }

  /**
   * A micro-batch as an objective sees it.
   *
   * @param scope receives every array that the step makes; closing it frees them all
   * @param images normalised images (B, C, height, width), in {@code scope}
   * @param masks one for each image, all with equally many visible patches
   */
  public Step step(NDManager scope, NDArray images, List<PatchMask> masks) {
    return new NetworkStep(
        scope,
        images,
        Masks.of(scope, masks),
        encoder,
        plan.mode(),
        parts,
        new Patches(images, config.patch(), plan.target()));
  }

  /**
   * Writes the encoder's files, see {@link Encoder}. Equal weights give equal bytes.
   *
   * @param folder existing folder
   * @param preprocessing how images were normalised
   */
  public void saveEncoder(Path folder, Preprocessing preprocessing) throws IOException {
    EncoderFiles.write(folder, config, preprocessing, weights.under(Backbones.PREFIX));
  }

  /** Frees parameters and kernels. */
  @Override
  public void close() {
    manager.close();
  }
}
