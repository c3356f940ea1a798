package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.data.Batch;
import ai.lacuna.files.DType;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.DropPath;
import ai.lacuna.model.Labels;
import ai.lacuna.model.Network;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.model.ViewInput;
import ai.lacuna.training.optimizer.LayerDecay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An objective on a network and a data set. Letters: A crops of a view, N patches. */
final class PretrainTask implements TrainingTask<MaskedBatch> {

  private static final String ENCODER = "encoder.";
  private static final List<String> EMBEDDING =
      List.of("cls_token", "mask_token", "*pos_embed", "patch_embed.*");

  private final PretrainJob job;
  private final Objective objective;
  private final Network network;
  private final Preprocessing preprocessing;
  private final MicroBatches images;
  private final Plan plan;
  private final BackboneConfig backbone;
  private final int classes;
  private final Streams streams;
  private final DropPath dropPath;
  private final Optional<ViewSpec> tokenView;
  private final Optional<TokenSource.Tokens> tokens;

  /**
   * @param manager owns what gives tokens
   */
  PretrainTask(PretrainJob job, Network network, MicroBatches images, NDManager manager) {
    this.job = job;
    this.objective = job.objective();
    this.network = network;
    this.images = images;
    preprocessing = job.preprocessing();
    plan = job.plan();
    backbone = job.backbone();
    classes = job.dataset().classes().size();
    streams = new Streams(job.seed());
    dropPath = network.dropPath(job.training().dropPath());
    tokenView = job.tokens().flatMap(source -> source.view(plan.view()));
    tokens = job.tokens().map(source -> open(source, manager));
  }

  /** A task on a network with initial values, which the manager owns. */
  static PretrainTask create(
      PretrainJob job, Precision precision, MicroBatches images, NDManager manager) {
    Network network =
        Network.create(
            job.backbone(),
            job.image(),
            job.plan(),
            new Streams(job.seed()),
            precision,
            job.training().recompute(),
            manager);
    return new PretrainTask(job, network, images, manager);
  }

  private static TokenSource.Tokens open(TokenSource source, NDManager manager) {
    try {
      return source.open(manager);
    } catch (IOException e) {
      throw new UncheckedIOException("the tokens cannot be read", e);
    }
  }

  @Override
  public Map<String, NDArray> parameters() {
    return network.trainable();
  }

  @Override
  public Map<String, NDArray> buffers() {
    return network.buffers();
  }

  @Override
  public TrainingTask<MaskedBatch> replicate(NDManager parent) {
    return new PretrainTask(job, network.replicate(parent), images, parent);
  }

  @Override
  public void parametersChanged() {
    network.parametersChanged();
  }

  @Override
  public void backward(NDArray loss, NDArray share) {
    network.backward(loss, share);
  }

  @Override
  public void beforeLoss(Moment moment) {
    network.beforeLoss(moment);
  }

  @Override
  public void afterUpdate(Moment moment) {
    network.afterUpdate(objective, moment);
  }

  @Override
  public List<List<NamePattern>> layers() {
    List<Integer> depths = LayerDecay.depths(ENCODER, parameters().keySet());
    return LayerDecay.layers(ENCODER, EMBEDDING, depths, LayerDecay.Merging.STAGE_BEHIND);
  }

  @Override
  public List<Freeze> freezes() {
    return plan.freezes();
  }

  @Override
  public long microBatchesPerEpoch() {
    return images.perEpoch();
  }

  @Override
  public MaskedBatch load(long epoch, long index) {
    List<Draws> draws = plan.views().stream().map(view -> draw(view, epoch, index)).toList();
    return new MaskedBatch(images.get(epoch, index), draws);
  }

  private Draws draw(ViewSpec view, long epoch, long index) {
    int count = images.size();
    List<PatchMask> masks = new ArrayList<>(view.count() * count);
    List<float[]> branches = new ArrayList<>();
    for (int k = 0; k < view.count(); k++) {
      String crop = "." + view.name() + "." + k;
      for (int b = 0; b < count; b++) {
        long position = index * count + b;
        masks.add(
            view.mask().draw(backbone.grid(view), streams.at("mask" + crop, epoch, position)));
        if (dropPath.rate() > 0) {
          branches.add(dropPath.draw(streams.at("drop-path" + crop, epoch, position)));
        }
      }
    }
    return new Draws(masks, branches);
  }

  @Override
  public Losses loss(MaskedBatch batch, Moment moment, NDManager scope) {
    Batch images = batch.batch();
    List<ViewInput> inputs = new ArrayList<>();
    for (int v = 0; v < plan.views().size(); v++) {
      Preprocessing normalisation =
          preprocessing.at(plan.views().get(v).shape(preprocessing.image()));
      NDArray crops = normalisation.normalise(scope, images.views().get(v)); // (A, C, h, w)
      inputs.add(new ViewInput(crops, batch.draws().get(v)));
    }
    Labels labels =
        new Labels(classes, images.labels(), images.mixed().labels(), images.mixed().shares());
    Optional<NDArray> codes = tokens.map(t -> t.of(images, scope)); // (A, N)
    return objective.loss(network.step(scope, inputs, labels, codes, moment));
  }

  @Override
  public long[] rows(MaskedBatch batch) {
    return batch.batch().rows();
  }

  @Override
  public List<Tensor> replay(MaskedBatch batch) {
    List<Tensor> tensors = new ArrayList<>();
    long images = batch.batch().size();
    tensors.add(Tensor.of("rows", new long[] {images}, batch.batch().rows()));
    tensors.add(Tensor.of("labels", new long[] {images}, longs(batch.batch().labels())));
    tensors.add(
        Tensor.of("mixed.labels", new long[] {images}, longs(batch.batch().mixed().labels())));
    tensors.add(Tensor.of("mixed.shares", new long[] {images}, batch.batch().mixed().shares()));
    for (int v = 0; v < plan.views().size(); v++) {
      ViewSpec view = plan.views().get(v);
      tensors.addAll(replay(view, batch.batch().views().get(v), batch.draws().get(v)));
    }
    tokenView.ifPresent(view -> tensors.add(replay(view, batch.batch())));
    return tensors;
  }

  // What tokens were computed from, behind the plan's views.
  private Tensor replay(ViewSpec view, Batch batch) {
    byte[] pixels = batch.views().get(plan.views().size());
    ImageShape image = view.shape(preprocessing.image());
    long crops = (long) view.count() * batch.size(); // A
    long[] shape = {crops, image.channels(), image.height(), image.width()};
    return new Tensor(view.name() + ".pixels", DType.U8, shape, ByteBuffer.wrap(pixels));
  }

  private List<Tensor> replay(ViewSpec view, byte[] pixels, Draws draws) {
    ImageShape image = view.shape(preprocessing.image());
    int crops = draws.masks().size(); // A
    int patches = backbone.grid(view).size(); // N
    long[] orders = new long[crops * patches];
    long[] visible = new long[crops];
    for (int a = 0; a < crops; a++) {
      visible[a] = draws.masks().get(a).visible();
      for (int i = 0; i < patches; i++) {
        orders[a * patches + i] = draws.masks().get(a).order()[i];
      }
    }
    long[] shape = {crops, image.channels(), image.height(), image.width()};
    String name = view.name() + ".";
    List<Tensor> tensors =
        new ArrayList<>(
            List.of(
                new Tensor(name + "pixels", DType.U8, shape, ByteBuffer.wrap(pixels)),
                Tensor.of(name + "mask.order", new long[] {crops, patches}, orders),
                Tensor.of(name + "mask.visible", new long[] {crops}, visible)));
    for (int a = 0; a < draws.branches().size(); a++) {
      float[] factors = draws.branches().get(a);
      tensors.add(Tensor.of(name + "branches." + a, new long[] {factors.length}, factors));
    }
    return tensors;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
