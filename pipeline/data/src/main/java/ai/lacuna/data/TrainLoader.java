package ai.lacuna.data;

import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.augment.Mixer;
import ai.lacuna.data.augment.PixelStatistics;
import ai.lacuna.data.augment.ViewMaker;
import ai.lacuna.data.image.Picture;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shuffled batches of views of images.
 *
 * <p>A batch is a pure function of (seed, epoch, index). It depends neither on threads nor on what
 * was read before, so that a resumed run asks for its next batch and gets it, without replay.
 *
 * <p>Every batch of an epoch is full; the rows left over sit that epoch out, others in each epoch.
 * A set with fewer images than a batch gives one batch of all its images.
 *
 * <p>Views are drawn anew for every epoch and position. Where only so many variants of each image
 * are wanted, because something is stored for each, variant v of row r is what would be drawn in
 * epoch v at position r, and the stream {@code variant} says which v an epoch shows.
 */
public final class TrainLoader implements Closeable {

  /** Size of the image files that are shuffled among each other, see {@link Order}. */
  static final long WINDOW_BYTES = 256L << 20;

  private final Dataset dataset;
  private final Images images;
  private final List<ViewMaker> views;
  private final int crops; // of an image, in all views
  private final Optional<Mixer> mixer;
  private final int variants;
  private final int batch;
  private final Streams streams;
  private final Order order;
  private final ReadAhead ahead;
  private long loadedWindow = -1;
  private int loadedBlocks;

  /**
   * @param dataset where the images come from
   * @param shape the encoder's image; its channels must be the data set's
   * @param views what is made of each image
   * @param mixing how the images of a batch are mixed, of one view with one crop; empty = not
   * @param batch images per batch B, at least 1
   * @param streams the run's random streams; {@code shuffle}, {@code augment.…} and {@code mix} are
   *     drawn from
   * @param threads threads that make batches, at least 1
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if the channels differ
   */
  public TrainLoader(
      Dataset dataset,
      ImageShape shape,
      List<ViewSpec> views,
      Optional<Mixing> mixing,
      int batch,
      Streams streams,
      int threads) {
    this(dataset, shape, views, mixing, 0, batch, streams, threads, WINDOW_BYTES);
  }

  /**
   * As the other constructor, with limited variety.
   *
   * @param variants how many different draws there are of each image; 0 = no limit
   */
  public TrainLoader(
      Dataset dataset,
      ImageShape shape,
      List<ViewSpec> views,
      Optional<Mixing> mixing,
      int variants,
      int batch,
      Streams streams,
      int threads) {
    this(dataset, shape, views, mixing, variants, batch, streams, threads, WINDOW_BYTES);
  }

  TrainLoader(
      Dataset dataset,
      ImageShape shape,
      List<ViewSpec> views,
      Optional<Mixing> mixing,
      int batch,
      Streams streams,
      int threads,
      long windowBytes) {
    this(dataset, shape, views, mixing, 0, batch, streams, threads, windowBytes);
  }

  private TrainLoader(
      Dataset dataset,
      ImageShape shape,
      List<ViewSpec> views,
      Optional<Mixing> mixing,
      int variants,
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
    PixelStatistics pixels = new PixelStatistics(dataset.mean(), dataset.std());
    this.views = views.stream().map(view -> new ViewMaker(view, shape, pixels)).toList();
    this.crops = this.views.stream().mapToInt(ViewMaker::count).sum();
    this.mixer = mixing.map(settings -> new Mixer(settings, views.get(0).shape(shape)));
    this.variants = variants;
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
    long[] rows = order.rows(epoch, (long) index * batch, batch);
    int[] labels = new int[batch];
    int[] drawn = new int[variants == 0 ? 0 : batch];
    List<byte[]> pixels = new ArrayList<>();
    views.forEach(view -> pixels.add(new byte[view.count() * batch * view.bytes()]));
    for (int b = 0; b < batch; b++) {
      labels[b] = dataset.label(rows[b]);
      Picture image = crops == 1 ? images.picture(rows[b]) : Picture.of(images.get(rows[b]));
      long position = (long) index * batch + b;
      if (variants > 0) {
        drawn[b] = streams.at("variant", epoch, position).nextInt(variants);
      }
      long counted = variants == 0 ? epoch : drawn[b];
      long place = variants == 0 ? position : rows[b];
      for (int v = 0; v < views.size(); v++) {
        ViewMaker view = views.get(v);
        for (int k = 0; k < view.count(); k++) {
          int offset = (k * batch + b) * view.bytes();
          view.make(image, k, streams, counted, place, pixels.get(v), offset);
        }
      }
    }
    Batch.Mixed mixed = mix(epoch, index, labels, pixels.get(0));
    return new Batch(epoch, index, rows, labels, mixed, pixels, drawn);
  }

  private Batch.Mixed mix(long epoch, int index, int[] labels, byte[] pixels) {
    return mixer
        .map(m -> m.mix(pixels, streams, epoch, (long) index * batch))
        .map(shares -> Batch.Mixed.reversed(labels, shares))
        .orElse(Batch.Mixed.nothing(labels));
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
