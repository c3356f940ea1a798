package ai.lacuna.tokenizer.codebook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Takes the figures of a tokenizer on whole images, resized and cut at the centre.
 *
 * <p>Codes are counted on the held-out images, and then on training images until a code has
 * occurred {@value #TOKENS_PER_CODE} times on average: with fewer, a rare code would pass for a
 * dead one. Reconstructions are measured on held-out images alone.
 */
public final class Measurement {

  private static final long TOKENS_PER_CODE = 100;
  private static final long HELD_OUT_SHARE = 20;
  private static final int BATCH = 32;
  private static final int PICTURES = 12;

  private final Tokenizer tokenizer;
  private final NDManager manager;
  private final int threads;

  /**
   * @param tokenizer what is judged
   * @param manager its device is used
   * @param threads threads that load images
   */
  public Measurement(Tokenizer tokenizer, NDManager manager, int threads) {
    this.tokenizer = tokenizer;
    this.manager = manager;
    this.threads = threads;
  }

  /** One image of so many is held out of training: a twentieth, of small sets at least one. */
  public static int heldOutEvery(long images) {
    return (int) Math.max(2, Math.min(HELD_OUT_SHARE, images));
  }

  /**
   * Measures, and writes pictures {@code NN-original.png} and {@code NN-reconstructed.png} of the
   * first held-out images.
   *
   * @param dataset the whole data set
   * @param samples folder of the pictures
   * @param progress told how many images are done
   */
  public CodeBook measure(Dataset dataset, Path samples, LongConsumer progress) throws IOException {
    int every = heldOutEvery(dataset.rows());
    Dataset heldOut = dataset.heldOut(every);
    long[] counts = new long[tokenizer.design().architecture().vocabulary()];
    Errors errors = new Errors(tokenizer.design().image().channels());
    long images = 0;
    try (EvalLoader loader = loader(heldOut)) {
      while (loader.hasNext()) {
        Batch batch = loader.next();
        try (NDManager scope = manager.newSubManager()) {
          NDArray codes = tokenizer.codes(scope, batch.pixels()); // (B, N)
          count(codes, counts);
          if (tokenizer.hasDecoder()) {
            byte[] pixels = tokenizer.reconstruct(codes);
            errors.add(batch.pixels(), pixels, batch.size());
            if (images == 0) {
              Samples.write(tokenizer.design().image(), batch.pixels(), pixels, PICTURES, samples);
            }
          }
        }
        images += batch.size();
        progress.accept(images);
      }
    }
    long wanted = TOKENS_PER_CODE * counts.length / tokenizer.design().grid().size();
    if (images < wanted) {
      images += countMore(dataset.withoutHeldOut(every), wanted - images, counts);
    }
    return CodeBook.of(counts, images, errors.found());
  }

  private long countMore(Dataset rest, long wanted, long[] counts) throws IOException {
    long images = 0;
    try (EvalLoader loader = loader(rest)) {
      while (loader.hasNext() && images < wanted) {
        Batch batch = loader.next();
        try (NDManager scope = manager.newSubManager()) {
          count(tokenizer.codes(scope, batch.pixels()), counts);
        }
        images += batch.size();
      }
    }
    return images;
  }

  private EvalLoader loader(Dataset dataset) {
    return new EvalLoader(dataset, tokenizer.design().image(), BATCH, threads);
  }

  private static void count(NDArray codes, long[] counts) {
    for (long code : codes.toLongArray()) {
      counts[(int) code]++;
    }
  }
}
