package ai.lacuna.data.source;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The content of a file that may be packed with gzip; its first bytes tell, not its name. What is
 * unpacked is read on, never kept, and may be {@link #MAX_RATIO} times the packed size at most.
 */
public final class Unpacked {

  /** Bytes that may come of one packed byte; photographs give about 1, drawn digits 5 to 20. */
  public static final int MAX_RATIO = 250;

  private static final long ALWAYS_ALLOWED = 64L << 20;
  private static final int BUFFER = 1 << 16;

  private Unpacked() {}

  /** Whether the file is packed. */
  public static boolean isPacked(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1F && in.read() == 0x8B;
    }
  }

  /**
   * Opens a file.
   *
   * @param start bytes of the content to leave out; costs nothing where the file is not packed
   */
  public static InputStream open(Path file, long start) throws IOException {
    boolean packed = isPacked(file);
    // Of the streams on files, this one alone skips without reading in Java 17.
    FileInputStream raw = new FileInputStream(file.toFile());
    try {
      if (!packed) {
        raw.getChannel().position(start);
        return new BufferedInputStream(raw, BUFFER);
      }
      long limit = ALWAYS_ALLOWED + MAX_RATIO * Files.size(file);
      InputStream in = new Limited(new GZIPInputStream(raw, BUFFER), limit);
      in.skipNBytes(start);
      return in;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static final class Limited extends FilterInputStream {
    private final long limit;
    private long read;

    Limited(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      read += Math.max(0, count);
      if (read > limit) {
        throw new IOException(
            "unpacks to more than "
                + MAX_RATIO
                + " times its size; if that is no accident, unpack it first");
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] waste = new byte[(int) Math.min(count, BUFFER)];
      return Math.max(0, read(waste, 0, waste.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
