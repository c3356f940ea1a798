package ai.lacuna.tokenizer.cache;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Batch;
import ai.lacuna.training.TokenSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were computed beforehand, for a few variants of each image. The encoder is shown
 * these and no others. All tokens are held in memory, two bytes each.
 */
public final class StoredTokens implements TokenSource {

  private final Path folder;
  private final TokenFiles.Index index;
  private final String digest;
  private final int[] checksums; // (rows, variants): the low 32 bits
  private final char[] tokens; // (rows, variants, N)

  private StoredTokens(Path folder, TokenFiles.Index index, String digest) {
    this.folder = folder;
    this.index = index;
    this.digest = digest;
    checksums = new int[Math.toIntExact(index.rows() * index.variants())];
    tokens = new char[Math.multiplyExact(checksums.length, index.positions())];
  }

  /**
   * Reads a tokens artifact.
   *
   * @param folder holds it
   * @param digest of its content
   * @param rows images of the data set that they must be for
   * @throws ai.lacuna.api.config.LacunaException of kind DATA if they are broken or incomplete
   */
  public static StoredTokens read(Path folder, String digest, long rows) throws IOException {
    TokenFiles.Index index = TokenFiles.index(folder);
    if (index.rows() != rows) {
      throw TokenFiles.damaged(folder, "tokens of " + index.rows() + " images, not " + rows);
    }
    StoredTokens stored = new StoredTokens(folder, index, digest);
    boolean[] found = new boolean[stored.checksums.length];
    for (TokenFiles.Part part : index.files()) {
      for (TokenFiles.Entry entry : TokenFiles.read(folder.resolve(part.file()))) {
        found[stored.put(entry)] = true;
      }
    }
    for (int i = 0; i < found.length; i++) {
      if (!found[i]) {
        throw TokenFiles.damaged(folder, "no tokens of row " + i / index.variants());
      }
    }
    return stored;
  }

  private int put(TokenFiles.Entry entry) {
    int at = at(entry.row(), entry.variant());
    checksums[at] = (int) entry.pixels();
    for (int i = 0; i < index.positions(); i++) {
      tokens[at * index.positions() + i] = (char) entry.tokens()[i];
    }
    return at;
  }

  private int at(long row, int variant) {
    return Math.toIntExact(row * index.variants() + variant);
  }

  @Override
  public int vocabulary() {
    return index.vocabulary();
  }

  @Override
  public Optional<ViewSpec> view(ViewSpec first) {
    return Optional.empty();
  }

  @Override
  public int variants() {
    return index.variants();
  }

  @Override
  public Object identity() {
    return Map.of("stored", digest);
  }

  @Override
  public Tokens open(NDManager parent) {
    return this::of;
  }

  /**
   * The tokens of a batch.
   *
   * @throws ai.lacuna.api.config.LacunaException of kind DATA if the encoder sees other pixels than
   *     those that the tokens were made from
   */
  NDArray of(Batch batch, NDManager scope) {
    int positions = index.positions();
    int size = batch.pixels().length / batch.size();
    long[] codes = new long[batch.size() * positions];
    for (int b = 0; b < batch.size(); b++) {
      int at = at(batch.rows()[b], batch.variants()[b]);
      if ((int) TokenFiles.checksum(batch.pixels(), b * size, size) != checksums[at]) {
        throw TokenFiles.damaged(
            folder, "tokens of other pixels than the encoder sees of row " + batch.rows()[b]);
      }
      for (int i = 0; i < positions; i++) {
        codes[b * positions + i] = tokens[at * positions + i];
      }
    }
    return scope.create(codes, new Shape(batch.size(), positions));
  }
}
