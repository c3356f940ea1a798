package ai.lacuna.data.source.idx;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Unpacked;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of unsigned bytes in any number of dimensions: two zero bytes, the type (8), the number of
 * dimensions, each size as a big-endian 32-bit number, then the values, the last dimension fastest.
 *
 * @param path the file
 * @param sizes of the dimensions
 * @param packed whether it is packed with gzip, so that reading always begins at its start
 * @see <a href="http://yann.lecun.com/exdb/mnist/">the format</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IdxFile(Path path, int[] sizes, boolean packed) {

  private static final int UNSIGNED_BYTES = 8;

  /**
   * Finds a file and checks that it holds exactly what its header claims.
   *
   * @param name with {@code .gz} or without
   * @param dimensions how many it must have
   * @throws LacunaException of kind DATA if not
   */
  static IdxFile open(Path folder, String name, int dimensions) {
    Path path = find(folder, name);
    try (InputStream in = Unpacked.open(path, 0)) {
      IdxFile file = new IdxFile(path, header(path, in, dimensions), Unpacked.isPacked(path));
      long claimed = file.sizes[0] * file.itemBytes();
      long found = file.packed ? rest(in) : Files.size(path) - file.headerBytes();
      if (found != claimed) {
        throw Places.problem(
            path,
            "%d bytes of values, but the header claims %d".formatted(found, claimed),
            "a whole file",
            "fetch it again");
      }
      return file;
    } catch (EOFException e) {
      throw Places.problem(
          path, "a file that ends within its header", "a file of MNIST's kind", "fetch it again");
    } catch (IOException e) {
      throw Places.unreadable(path, e);
    }
  }

  private static Path find(Path folder, String name) {
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    for (String candidate : new String[] {name, plain, plain + ".gz"}) {
      Path file = folder.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return Places.file(file, "a file of MNIST's kind");
      }
    }
    throw new LacunaException(
        Kind.DATA,
        folder.resolve(name).toString(),
        "no such file, packed or not",
        "a file of MNIST's kind",
        "set images and labels to the names of the files");
  }

  private static int[] header(Path path, InputStream in, int dimensions) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int magic = data.readInt();
    int expected = UNSIGNED_BYTES << 8 | dimensions;
    if (magic != expected) {
      throw Places.problem(
          path,
          "the first bytes %08x".formatted(magic),
          "%08x: unsigned bytes in %d dimensions".formatted(expected, dimensions),
          "set images and labels to the names of the files");
    }
    int[] sizes = new int[dimensions];
    long item = 1;
    for (int d = 0; d < dimensions; d++) {
      sizes[d] = data.readInt();
      item = d == 0 ? 1 : item * Math.max(0, sizes[d]);
      if (sizes[d] < 1 || item > ImageDecoder.MAX_PIXELS) {
        throw Places.problem(
            path,
            "a size of " + Integer.toUnsignedString(sizes[d]) + " in dimension " + d,
            "1 or more, and at most " + ImageDecoder.MAX_PIXELS + " pixels to an image",
            "fetch it again");
      }
    }
    return sizes;
  }

  private static long rest(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long sum = 0;
    int read;
    while ((read = in.read(buffer)) >= 0) {
      sum += read;
    }
    return sum;
  }

  /** Number of items. */
  int count() {
    return sizes[0];
  }

  /** Bytes of one item. */
  long itemBytes() {
    long bytes = 1;
    for (int d = 1; d < sizes.length; d++) {
      bytes *= sizes[d];
    }
    return bytes;
  }

  private int headerBytes() {
    return 4 + 4 * sizes.length;
  }

  /** The values from an item on. */
  InputStream read(long from) throws IOException {
    return Unpacked.open(path, headerBytes() + from * itemBytes());
  }
}
