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
import java.util.stream.LongStream;

/** A discrete VAE on a data set. Letters: B images, N tokens, K codes. */
final class DvaeTask implements TrainingTask<DvaeTask.NoisyBatch> {

  /**
   * A micro-batch with what is drawn for its codes.
   *
   * @param batch the images
   * @param noise (B, N, K)
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to the device as it is
  record NoisyBatch(Batch batch, float[] noise) {}

  private final TokenizerJob job;
  private final Dvae dvae;
  private final DvaeSettings settings;
  private final ImageShape image;
  private final TrainLoader loader;
  private final Streams streams;

  DvaeTask(TokenizerJob job, Dvae dvae, TrainLoader loader) {
    this.job = job;
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
  public TrainingTask<NoisyBatch> replicate(NDManager parent) {
    return new DvaeTask(job, dvae.replicate(parent), loader);
  }

  @Override
  public NoisyBatch load(long epoch, long index) {
    long first = index * loader.batchSize();
    float[] noise =
        dvae.noise(
            LongStream.range(first, first + loader.batchSize())
                .mapToObj(position -> streams.at("gumbel", epoch, position))
                .toList());
    return new NoisyBatch(loader.batch(epoch, Math.toIntExact(index)), noise);
  }

  @Override
  public Losses loss(NoisyBatch batch, Moment moment, NDManager scope) {
    return dvae.losses(
        scope,
        batch.batch().pixels(),
        batch.noise(),
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
    int tokens = job.design().grid().size(); // N
    int codes = job.design().architecture().vocabulary(); // K
    long[] axes = {images, image.channels(), image.height(), image.width()};
    return List.of(
        new Tensor("pixels", DType.U8, axes, ByteBuffer.wrap(batch.batch().pixels())),
        Tensor.of("rows", new long[] {images}, batch.batch().rows()),
        Tensor.of("noise", new long[] {images, tokens, codes}, batch.noise()));
  }
}
