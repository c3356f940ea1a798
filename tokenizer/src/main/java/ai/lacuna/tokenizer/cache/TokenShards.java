package ai.lacuna.tokenizer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.augment.PixelStatistics;
import ai.lacuna.data.augment.ViewMaker;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.Json;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes the files of a tokens artifact, one for each shard of a data set, in any order and any
 * number of times. Variant v of row r is drawn as {@link ai.lacuna.data.TrainLoader} draws it.
 */
public final class TokenShards {

  private static final int BATCH = 32;

  private final Dataset dataset;
  private final ViewSpec view;
  private final ImageShape encoder;
  private final int variants;
  private final Streams streams;

  /**
   * A shard of the data set and the file that its tokens go to.
   *
   * @param number of the shard
   * @param firstRow row number of its first image
   * @param rows images in it
   */
  public record Spec(int number, long firstRow, long rows) {
    String file() {
      return String.format("tokens-%05d.parquet", number);
    }
  }

  /** Tells how many images are done; may stop the work by throwing. */
  @FunctionalInterface
  public interface Progress {
    void done(long images);
  }

  // A batch in the making: planes has what the tokenizer sees, entries lack their tokens.
  private record Waiting(List<TokenFiles.Entry> entries, byte[] planes) {}

  /**
   * @param dataset the whole data set
   * @param view the plan's first view, of one crop
   * @param encoder the encoder's image
   * @param variants of each image, at least 1
   * @param streams those of the pre-training
   */
  public TokenShards(
      Dataset dataset, ViewSpec view, ImageShape encoder, int variants, Streams streams) {
    this.dataset = dataset;
    this.view = view;
    this.encoder = encoder;
    this.variants = variants;
    this.streams = streams;
  }

  /** The shards of the data set. */
  public List<Spec> plan() {
    List<Spec> specs = new ArrayList<>();
    long first = 0;
    for (Manifest.Shard shard : dataset.manifest().shards()) {
      specs.add(new Spec(specs.size(), first, shard.rows()));
      first += shard.rows();
    }
    return specs;
  }

  /**
   * Makes one file.
   *
   * @param spec the shard
   * @param tokenizer gives the tokens
   * @param manager its device is used
   * @param folder of the artifact
   */
  public void write(
      Spec spec, Tokenizer tokenizer, NDManager manager, Path folder, Progress progress)
      throws IOException {
    PixelStatistics pixels = new PixelStatistics(dataset.mean(), dataset.std());
    ViewMaker seen = new ViewMaker(view, encoder, pixels);
    Optional<ViewMaker> own =
        TokenView.of(view, encoder, tokenizer.design().image())
            .map(other -> new ViewMaker(other, encoder, pixels));
    byte[] crop = new byte[seen.bytes()];
    int size = own.orElse(seen).bytes();
    List<TokenFiles.Entry> entries = new ArrayList<>();
    Waiting waiting = new Waiting(new ArrayList<>(), new byte[BATCH * size]);
    for (long row = spec.firstRow(); row < spec.firstRow() + spec.rows(); row++) {
      Image image = dataset.image(row);
      for (int v = 0; v < variants; v++) {
        int offset = waiting.entries().size() * size;
        seen.make(image, 0, streams, v, row, crop, 0);
        if (own.isPresent()) {
          own.get().make(image, 0, streams, v, row, waiting.planes(), offset);
        } else {
          System.arraycopy(crop, 0, waiting.planes(), offset, size);
        }
        long checksum = TokenFiles.checksum(crop, 0, crop.length);
        waiting.entries().add(new TokenFiles.Entry(row, v, checksum, new long[0]));
        if (waiting.entries().size() == BATCH) {
          entries.addAll(tokenised(waiting, size, tokenizer, manager));
          progress.done(row - spec.firstRow());
        }
      }
    }
    entries.addAll(tokenised(waiting, size, tokenizer, manager));
    TokenFiles.write(folder.resolve(spec.file()), entries);
  }

  private static List<TokenFiles.Entry> tokenised(
      Waiting waiting, int size, Tokenizer tokenizer, NDManager manager) {
    List<TokenFiles.Entry> entries = new ArrayList<>();
    int count = waiting.entries().size();
    if (count == 0) {
      return entries;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray codes = tokenizer.codes(scope, Arrays.copyOf(waiting.planes(), count * size));
      long[] all = codes.toLongArray(); // (B, N)
      int positions = all.length / count;
      for (int b = 0; b < count; b++) {
        TokenFiles.Entry entry = waiting.entries().get(b);
        long[] tokens = Arrays.copyOfRange(all, b * positions, (b + 1) * positions);
        entries.add(new TokenFiles.Entry(entry.row(), entry.variant(), entry.pixels(), tokens));
      }
    }
    waiting.entries().clear();
    return entries;
  }

  /** Writes the index, which makes the files an artifact. */
  public void finish(Design design, Path folder) throws IOException {
    List<TokenFiles.Part> parts =
        plan().stream().map(s -> new TokenFiles.Part(s.file(), s.firstRow(), s.rows())).toList();
    Json.write(
        folder.resolve(TokenFiles.INDEX),
        new TokenFiles.Index(
            TokenFiles.SCHEMA,
            design.architecture().vocabulary(),
            design.grid().size(),
            variants,
            dataset.rows(),
            parts));
  }
}
