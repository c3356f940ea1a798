package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.data.Batch;
import ai.lacuna.data.TrainLoader;
import ai.lacuna.files.DType;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.Draws;
import ai.lacuna.model.DropPath;
import ai.lacuna.model.Network;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.training.optimizer.LayerDecay;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An objective on a network and a data set. Letters: B images, N patches. */
final class PretrainTask implements TrainingTask<MaskedBatch> {

  private static final String ENCODER = "encoder.";
  private static final List<String> EMBEDDING =
      List.of("cls_token", "mask_token", "*pos_embed", "patch_embed.*");

  private final Objective objective;
  private final Network network;
  private final Preprocessing preprocessing;
  private final TrainLoader loader;
  private final Plan plan;
  private final Grid grid;
  private final Streams streams;
  private final DropPath dropPath;
  private long aheadEpoch = -1;
  private long aheadIndex = -1;
  private CompletableFuture<Draws> ahead = new CompletableFuture<>();

  PretrainTask(PretrainJob job, Network network, TrainLoader loader) {
    this.objective = job.objective();
    this.network = network;
    this.loader = loader;
    preprocessing = job.preprocessing();
    plan = job.plan();
    grid = job.backbone().grid();
    streams = new Streams(job.seed());
    dropPath = network.dropPath(job.training().dropPath());
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
    return loader.batchesPerEpoch();
  }

  @Override
  public MaskedBatch load(long epoch, long index) {
    boolean expected = aheadEpoch == epoch && aheadIndex == index;
    CompletableFuture<Draws> draws = expected ? ahead : draw(epoch, index);
    Batch batch = loader.batch(epoch, Math.toIntExact(index));
    boolean edge = index + 1 == loader.batchesPerEpoch();
    aheadEpoch = edge ? epoch + 1 : epoch;
    aheadIndex = edge ? 0 : index + 1;
    ahead = draw(aheadEpoch, aheadIndex);
    return new MaskedBatch(batch, draws.join());
  }

  private CompletableFuture<Draws> draw(long epoch, long index) {
    return CompletableFuture.supplyAsync(
        () -> {
          int images = loader.batchSize();
          List<PatchMask> masks = new ArrayList<>(images);
          List<float[]> branches = new ArrayList<>();
          for (int b = 0; b < images; b++) {
            long position = index * images + b;
            masks.add(plan.mask().draw(grid, streams.at("mask", epoch, position)));
            if (dropPath.rate() > 0) {
              branches.add(dropPath.draw(streams.at("drop-path", epoch, position)));
            }
          }
          return new Draws(masks, branches);
        });
  }

  @Override
  public Losses loss(MaskedBatch batch, Moment moment, NDManager scope) {
    NDArray images = preprocessing.normalise(scope, batch.batch().pixels()); // (B, C, h, w)
    return objective.loss(network.step(scope, images, batch.draws(), moment));
  }

  @Override
  public long[] rows(MaskedBatch batch) {
    return batch.batch().rows();
  }

  @Override
  public List<Tensor> replay(MaskedBatch batch) {
    long images = batch.batch().size();
    ImageShape image = preprocessing.image();
    int patches = grid.size();
    long[] orders = new long[Math.toIntExact(images * patches)];
    for (int b = 0; b < images; b++) {
      for (int i = 0; i < patches; i++) {
        orders[b * patches + i] = batch.draws().masks().get(b).order()[i];
      }
    }
    long[] visible = {batch.draws().masks().get(0).visible()};
    List<Tensor> tensors =
        new ArrayList<>(
            List.of(
                new Tensor(
                    "pixels",
                    DType.U8,
                    new long[] {images, image.channels(), image.height(), image.width()},
                    ByteBuffer.wrap(batch.batch().pixels())),
                Tensor.of("rows", new long[] {images}, batch.batch().rows()),
                Tensor.of("mask.order", new long[] {images, patches}, orders),
                Tensor.of("mask.visible", new long[] {1}, visible)));
    List<float[]> branches = batch.draws().branches();
    for (int b = 0; b < branches.size(); b++) {
      float[] factors = branches.get(b);
      tensors.add(Tensor.of("branches." + b, new long[] {factors.length}, factors));
    }
    return tensors;
  }
}
