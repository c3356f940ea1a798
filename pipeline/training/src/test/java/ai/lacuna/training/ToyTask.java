package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Losses;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A small regression with two layers: pure in (seed, epoch, index), big enough that sums are cut
 * among threads.
 */
class ToyTask implements TrainingTask<ToyTask.Sample> {

  static final int INPUTS = 64;
  static final int HIDDEN = 96;

  /** Images of one micro-batch: inputs (B, 64), targets (B, 1). */
  record Sample(long[] rows, float[] x, float[] y) {}

  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final long seed;
  private final Streams streams;
  private final int microBatch;
  private final long images;

  ToyTask(NDManager manager, long seed, int microBatch, long images) {
    this.seed = seed;
    streams = new Streams(seed);
    this.microBatch = microBatch;
    this.images = images;
    parameters.put("first.weight", random(manager, "w1", HIDDEN, INPUTS));
    parameters.put("first.bias", random(manager, "b1", HIDDEN));
    parameters.put("second.weight", random(manager, "w2", 1, HIDDEN));
    parameters.put("unused.weight", random(manager, "w3", 2, 2));
  }

  private NDArray random(NDManager manager, String name, long... shape) {
    SplittableRandom random = streams.of(name);
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5) / 4;
    }
    return manager.create(values, new Shape(shape)).duplicate();
  }

  @Override
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  @Override
  public TrainingTask<Sample> replicate(NDManager parent) {
    return new ToyTask(parent, seed + 1, microBatch, images);
  }

  @Override
  public long microBatchesPerEpoch() {
    return images / microBatch;
  }

  @Override
  public Sample load(long epoch, long index) {
    long[] rows = LongStream.range(index * microBatch, (index + 1) * microBatch).toArray();
    float[] x = new float[microBatch * INPUTS];
    float[] y = new float[microBatch];
    for (int b = 0; b < microBatch; b++) {
      SplittableRandom random = streams.at("image", epoch, rows[b]);
      for (int i = 0; i < INPUTS; i++) {
        x[b * INPUTS + i] = (float) random.nextDouble() - 0.5f;
        y[b] += i % 3 * x[b * INPUTS + i];
      }
    }
    return new Sample(rows, x, y);
  }

  @Override
  public Losses loss(Sample batch, Moment moment, NDManager scope) {
    NDArray x = scope.create(batch.x(), new Shape(batch.y().length, INPUTS)).duplicate();
    NDArray y = scope.create(batch.y(), new Shape(batch.y().length, 1)).duplicate();
    NDArray hidden =
        x.matMul(parameters.get("first.weight").transpose()) // (B, 64) -> (B, 96)
            .add(parameters.get("first.bias"))
            .tanh();
    NDArray out = hidden.matMul(parameters.get("second.weight").transpose()); // -> (B, 1)
    return Losses.of("square", out.sub(y).square().mean())
        .plus("size", 1e-3, parameters.get("second.weight").square().sum());
  }

  @Override
  public long[] rows(Sample batch) {
    return batch.rows();
  }

  @Override
  public List<Tensor> replay(Sample batch) {
    return List.of(Tensor.of("x", new long[] {batch.y().length, INPUTS}, batch.x()));
  }
}
