package ai.lacuna.data;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.augment.RandomResizedCrop;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;
import ai.lacuna.data.image.Resampler.Flip;
import java.io.Closeable;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Shuffled batches of augmented images: random resized crop (bicubic) and horizontal flip.
 *
 * <p>A batch is a pure function of (seed, epoch, index). It depends neither on threads nor on what
 * was read before, so that a resumed run asks for its next batch and gets it, without replay.
 *
 * <p>Every batch of an epoch is full; the rows left over sit that epoch out, others in each epoch.
 * A set with fewer images than a batch gives one batch of all its images.
 */
public final class TrainLoader implements Closeable {

  /** Size of the image files that are shuffled among each other, see {@link Order}. */
  static final long WINDOW_BYTES = 256L << 20;

  private final Dataset dataset;
  private final Images images;
  private final ImageShape shape;
  private final RandomResizedCrop crop;
  private final double flipProbability;
  private final int batch;
  private final Streams streams;
  private final Order order;
  private final ReadAhead ahead;
  private long loadedWindow = -1;
  private int loadedBlocks;

  /**
   * @param dataset where the images come from
   * @param shape what the batches hold; its channels must be the data set's
   * @param view how an image is augmented
   * @param batch images per batch B, at least 1
   * @param streams the run's random streams; {@code shuffle} and {@code augment} are drawn from
   * @param threads threads that make batches, at least 1
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if the channels differ
   */
  public TrainLoader(
      Dataset dataset, ImageShape shape, ViewSpec view, int batch, Streams streams, int threads) {
    this(dataset, shape, view, batch, streams, threads, WINDOW_BYTES);
  }

  TrainLoader(
      Dataset dataset,
      ImageShape shape,
      ViewSpec view,
      int batch,
      Streams streams,
      int threads,
      long windowBytes) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, given " + batch);
    }
    Images.checkChannels(dataset, shape);
    this.dataset = dataset;
    this.images = Images.keeping(dataset);
    this.shape = shape;
    this.crop = new RandomResizedCrop(view.minCropArea(), view.maxCropArea());
    this.flipProbability = view.flipProbability();
    this.batch = (int) Math.min(batch, dataset.rows());
    this.streams = streams;
    this.order = new Order(streams, dataset.rows(), dataset.manifest().imageBytes(), windowBytes);
    this.ahead = new ReadAhead(this::make, Long.MAX_VALUE, threads);
  }

  /** Images per batch B: what was asked for, or the whole set if that is less. */
  public int batchSize() {
    return batch;
  }

  /** Full batches in an epoch, at least 1. */
  public int batchesPerEpoch() {
    return Math.toIntExact(dataset.rows() / batch);
  }

  /**
   * One batch. Asked for in sequence, the following ones are made meanwhile.
   *
   * @param epoch from 0
   * @param index from 0, less than {@link #batchesPerEpoch()}
   */
  public Batch batch(long epoch, int index) {
    if (epoch < 0 || index < 0 || index >= batchesPerEpoch()) {
      throw new IndexOutOfBoundsException(
          "batch %d of epoch %d, of %d batches".formatted(index, epoch, batchesPerEpoch()));
    }
    loadNextWindow(epoch, (long) index * batch);
    return ahead.get(epoch * batchesPerEpoch() + index);
  }

  /** How long {@link #batch} has waited for batches in all: what loading costs a training run. */
  public Duration waited() {
    return ahead.waited();
  }

  private Batch make(long number) {
    long epoch = number / batchesPerEpoch();
    int index = (int) (number % batchesPerEpoch());
    int imageBytes = shape.channels() * shape.height() * shape.width();
    long[] rows = order.rows(epoch, (long) index * batch, batch);
    int[] labels = new int[batch];
    byte[] pixels = new byte[batch * imageBytes];
    for (int b = 0; b < batch; b++) {
      long position = (long) index * batch + b;
      labels[b] = dataset.label(rows[b]);
      Image image = images.get(rows[b]);
      SplittableRandom random = streams.at("augment", epoch, position);
      Resampler.resizeToPlanes( // (h, w, C) -> (C, H, W)
          image,
          crop.draw(image.height(), image.width(), random),
          shape.height(),
          shape.width(),
          Filter.BICUBIC,
          random.nextDouble() < flipProbability ? Flip.HORIZONTAL : Flip.NONE,
          pixels,
          b * imageBytes);
    }
    return new Batch(epoch, index, rows, labels, pixels);
  }

  /** Reads the next window's blocks bit by bit while this one is used up. */
  private synchronized void loadNextWindow(long epoch, long position) {
    int window = order.window(epoch, position);
    if (window + 1 >= order.windows()) {
      return;
    }
    long key = epoch * order.windows() + window;
    if (key != loadedWindow) {
      loadedWindow = key;
      loadedBlocks = 0;
    }
    long start = order.start(epoch, window);
    long[] blocks = order.blockStarts(epoch, window + 1);
    double used = (position - start + 1.0) / (order.start(epoch, window + 1) - start);
    while (loadedBlocks < Math.min(blocks.length, Math.ceil(used * blocks.length))) {
      long block = blocks[loadedBlocks++];
      ahead.later(() -> dataset.load(block, order.blockEnd(block)));
    }
  }

  @Override
  public void close() {
    ahead.close();
  }
}
