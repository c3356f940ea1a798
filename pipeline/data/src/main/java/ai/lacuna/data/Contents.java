package ai.lacuna.data;

import ai.lacuna.files.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the images of a data set are made of: 128 bits of the SHA-256 of each image file. Files that
 * differ in a byte differ here, also where their pixels are alike. Takes some 40 bytes for each
 * image.
 */
public final class Contents {

  private static final Comparator<Content> ORDER =
      Comparator.comparingLong(Content::high)
          .thenComparingLong(Content::low)
          .thenComparingLong(Content::row);

  private record Content(long high, long low, long row) {
    boolean equalBytes(Content other) {
      return high == other.high && low == other.low;
    }
  }

  /**
   * Two rows with the same image file.
   *
   * @param row of this data set
   * @param other of the other one, or of this one
   */
  public record Match(long row, long other) {}

  private final Content[] sorted;

  private Contents(Content[] sorted) {
    this.sorted = sorted;
  }

  /** Reads all images, on all cores. */
  public static Contents of(Dataset dataset) {
    Content[] contents =
        LongStream.range(0, dataset.rows())
            .parallel()
            .mapToObj(row -> content(row, dataset.sample(row).bytes()))
            .toArray(Content[]::new);
    Arrays.parallelSort(contents, ORDER);
    return new Contents(contents);
  }

  private static Content content(long row, byte[] bytes) {
    MessageDigest digest = Digest.sha256();
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes));
    return new Content(hash.getLong(), hash.getLong(), row);
  }

  /** Rows whose image was there before in a lower row, in order, each with the first such row. */
  public List<Match> copies() {
    List<Match> copies = new ArrayList<>();
    int first = 0;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i].equalBytes(sorted[first])) {
        copies.add(new Match(sorted[i].row, sorted[first].row));
      } else {
        first = i;
      }
    }
    copies.sort(Comparator.comparingLong(Match::row));
    return copies;
  }

  /** Rows whose image is also in another data set, in order, each with the first such row there. */
  public List<Match> alsoIn(Contents other) {
    List<Match> matches = new ArrayList<>();
    int o = 0;
    for (Content content : sorted) {
      Content lowest = new Content(content.high, content.low, -1);
      while (o < other.sorted.length && ORDER.compare(other.sorted[o], lowest) < 0) {
        o++;
      }
      if (o < other.sorted.length && other.sorted[o].equalBytes(content)) {
        matches.add(new Match(content.row, other.sorted[o].row));
      }
    }
    matches.sort(Comparator.comparingLong(Match::row));
    return matches;
  }
}
