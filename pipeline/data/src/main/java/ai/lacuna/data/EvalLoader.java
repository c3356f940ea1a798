package ai.lacuna.data;

import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.image.Box;
import ai.lacuna.data.image.Filter;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Resampler;
import ai.lacuna.data.image.Resampler.Flip;
import java.io.Closeable;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Rows of a data set in order, each exactly once; the last batch may be short.
 *
 * <p>An image is resized (bicubic) until it just covers the shape, for a square one the shorter
 * side being the shape's side, and its centre is cut out. An image of the right size is not
 * touched.
 */
public final class EvalLoader implements Iterator<Batch>, Closeable {

  private final Dataset dataset;
  private final Images images;
  private final ImageShape shape;
  private final RowRange rows;
  private final int batch;
  private final int batches;
  private final ReadAhead ahead;
  private int next;

  /** All rows, see {@link #EvalLoader(Dataset, RowRange, ImageShape, int, int)}. */
  public EvalLoader(Dataset dataset, ImageShape shape, int batch, int threads) {
    this(dataset, dataset.all(), shape, batch, threads);
  }

  /**
   * @param dataset where the images come from
   * @param rows which of its rows, such as one of {@link Dataset#shards}
   * @param shape what the batches hold; its channels must be the data set's
   * @param batch images per batch B, at least 1
   * @param threads threads that make batches, at least 1
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if the channels differ
   */
  public EvalLoader(Dataset dataset, RowRange rows, ImageShape shape, int batch, int threads) {
    if (rows.to() > dataset.rows()) {
      throw new IndexOutOfBoundsException(rows + " of " + dataset.rows());
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, given " + batch);
    }
    Images.checkChannels(dataset, shape);
    this.dataset = dataset;
    this.images = Images.passing(dataset);
    this.shape = shape;
    this.rows = rows;
    this.batch = batch;
    this.batches = Math.toIntExact((rows.size() + batch - 1) / batch);
    this.ahead = new ReadAhead(this::make, batches, threads);
  }

  /** Number of batches, the short one included. */
  public int batches() {
    return batches;
  }

  @Override
  public boolean hasNext() {
    return next < batches;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + batches + " batches were taken");
    }
    return ahead.get(next++);
  }

  /** How long {@link #next} has waited for batches in all. */
  public Duration waited() {
    return ahead.waited();
  }

  private Batch make(long number) {
    long first = rows.from() + number * batch;
    int count = (int) Math.min(batch, rows.to() - first);
    int imageBytes = shape.channels() * shape.height() * shape.width();
    long[] numbers = new long[count];
    int[] labels = new int[count];
    byte[] pixels = new byte[count * imageBytes];
    for (int b = 0; b < count; b++) {
      numbers[b] = first + b;
      labels[b] = dataset.label(numbers[b]);
      view(images.get(numbers[b]), pixels, b * imageBytes);
    }
    return new Batch(0, (int) number, numbers, labels, pixels);
  }

  private void view(Image image, byte[] pixels, int offset) {
    int height = shape.height();
    int width = shape.width();
    int[] size = Resampler.covering(image.height(), image.width(), height, width);
    Image resized = image;
    if (size[0] != image.height() || size[1] != image.width()) {
      resized = Resampler.resize(image, image.bounds(), size[0], size[1], Filter.BICUBIC);
    }
    Box centre = Box.centre(size[0], size[1], height, width);
    Resampler.resizeToPlanes( // (h, w, C) -> (C, H, W)
        resized, centre, height, width, Filter.BICUBIC, Flip.NONE, pixels, offset);
  }

  @Override
  public void close() {
    ahead.close();
  }
}
