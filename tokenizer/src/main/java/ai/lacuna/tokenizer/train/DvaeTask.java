package ai.lacuna.tokenizer.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Losses;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.data.Batch;
import ai.lacuna.data.TrainLoader;
import ai.lacuna.files.DType;
import ai.lacuna.files.Tensor;
import ai.lacuna.tokenizer.dvae.Dvae;
import ai.lacuna.training.TrainingTask;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A discrete VAE on a data set. Letters: B images, N tokens, K codes. */
final class DvaeTask implements TrainingTask<DvaeTask.NoisyBatch> {

  /**
   * A micro-batch with what is drawn for its codes.
   *
   * @param batch the images
   * @param uniform (B, N, K) numbers in (0, 1)
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to the device as it is
  record NoisyBatch(Batch batch, float[] uniform) {}

  private final Dvae dvae;
  private final DvaeSettings settings;
  private final ImageShape image;
  private final TrainLoader loader;
  private final Streams streams;
  private long aheadEpoch = -1;
  private long aheadIndex = -1;
  private CompletableFuture<float[]> ahead = new CompletableFuture<>();

  DvaeTask(TokenizerJob job, Dvae dvae, TrainLoader loader) {
    this.dvae = dvae;
    this.loader = loader;
    settings = job.settings();
    image = job.design().image();
    streams = new Streams(job.seed());
  }

  @Override
  public Map<String, NDArray> parameters() {
    return dvae.weights().asMap();
  }

  @Override
  public long microBatchesPerEpoch() {
    return loader.batchesPerEpoch();
  }

  @Override
  public NoisyBatch load(long epoch, long index) {
    boolean expected = aheadEpoch == epoch && aheadIndex == index;
    CompletableFuture<float[]> noise = expected ? ahead : draw(epoch, index);
    Batch batch = loader.batch(epoch, Math.toIntExact(index));
    boolean edge = index + 1 == loader.batchesPerEpoch();
    aheadEpoch = edge ? epoch + 1 : epoch;
    aheadIndex = edge ? 0 : index + 1;
    ahead = draw(aheadEpoch, aheadIndex);
    return new NoisyBatch(batch, noise.join());
  }

  private CompletableFuture<float[]> draw(long epoch, long index) {
    return CompletableFuture.supplyAsync(
        () -> {
          int images = loader.batchSize();
          float[] all = new float[0];
          for (int b = 0; b < images; b++) {
            long position = index * images + b;
            float[] one = dvae.draw(streams.at("gumbel", epoch, position));
            all = b == 0 ? new float[images * one.length] : all;
            System.arraycopy(one, 0, all, b * one.length, one.length);
          }
          return all;
        });
  }

  @Override
  public Losses loss(NoisyBatch batch, Moment moment, NDManager scope) {
    return dvae.losses(
        scope,
        batch.batch().pixels(),
        batch.uniform(),
        settings.temperature().at(moment),
        settings.divergenceWeight().at(moment));
  }

  @Override
  public long[] rows(NoisyBatch batch) {
    return batch.batch().rows();
  }

  @Override
  public List<Tensor> replay(NoisyBatch batch) {
    long images = batch.batch().size();
    long[] axes = {images, image.channels(), image.height(), image.width()};
    return List.of(
        new Tensor("pixels", DType.U8, axes, ByteBuffer.wrap(batch.batch().pixels())),
        Tensor.of("rows", new long[] {images}, batch.batch().rows()),
        Tensor.of(
            "uniform", new long[] {images, batch.uniform().length / images}, batch.uniform()));
  }
}
