package ai.lacuna.data.source.tar;

import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Unpacked;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an archive from some place on. Nothing that a header claims is believed before the
 * bytes are there: sizes are checked before memory is taken, headers may have {@link #MAX_HEADER}
 * bytes, and nothing is ever written to disk, so that names can lead nowhere.
 */
final class TarEntries implements Closeable {

  private static final int BLOCK = 512;
  private static final int MAX_HEADER = 1 << 20; // long names and extended headers are of any size

  /**
   * An entry.
   *
   * @param start where its header begins, in bytes of the unpacked archive
   * @param name without a leading {@code ./}
   * @param refusal the reason if it is nothing that may be read, else null
   */
  record Entry(long start, String name, long bytes, @Nullable String refusal) {}

  private final Headers raw;
  private final TarArchiveInputStream tar;
  private final long offset;

  TarEntries(Path archive, long start) throws IOException {
    offset = start;
    raw = new Headers(Unpacked.open(archive, start));
    tar = new TarArchiveInputStream(raw, BLOCK, BLOCK, StandardCharsets.UTF_8.name(), true);
  }

  /**
   * The next entry that is no folder, or null at the end.
   *
   * @throws IOException if the archive is damaged or ends early
   */
  @Nullable Entry next() throws IOException {
    while (true) {
      finishEntry();
      long start = offset + (raw.position + BLOCK - 1) / BLOCK * BLOCK;
      TarArchiveEntry entry;
      raw.begin();
      try {
        entry = tar.getNextEntry();
      } catch (RuntimeException e) { // how the library meets some damaged headers
        throw new IOException("the header at byte " + start + " is damaged", e);
      } finally {
        raw.end();
      }
      if (entry == null) {
        requireEnd();
        return null;
      }
      if (!entry.isCheckSumOK() || entry.getSize() < 0) {
        throw new IOException("the header at byte " + start + " is damaged");
      }
      if (!entry.isDirectory()) {
        String name = entry.getName();
        while (name.startsWith("./")) {
          name = name.substring(2);
        }
        return new Entry(start, name, entry.getSize(), refusal(entry, name));
      }
    }
  }

  // Without this, an archive that was cut between two entries would look like a shorter one, and
  // the second of two that were joined would go unnoticed.
  private void requireEnd() throws IOException {
    if (raw.length < BLOCK) {
      throw new IOException("it ends without an end mark, at byte " + (offset + raw.position));
    }
    byte[] buffer = new byte[BLOCK * BLOCK];
    int count;
    while ((count = raw.read(buffer, 0, buffer.length)) >= 0) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] != 0) {
          throw new IOException(
              "it goes on after its end mark, at byte " + (offset + raw.position));
        }
      }
    }
  }

  private void finishEntry() throws IOException {
    if (tar.getCurrentEntry() != null) {
      while (tar.skip(Long.MAX_VALUE) > 0) {
        // until nothing of it is left; an archive that ends before is an exception
      }
    }
  }

  private @Nullable String refusal(TarArchiveEntry entry, String name) {
    if (!raw.spells(entry.getName()) || name.indexOf('\0') >= 0) {
      return "bad-name";
    }
    if (unsafe(name)) {
      return "unsafe-path";
    }
    if (entry.isSparse()) {
      return "sparse";
    }
    if (entry.isLink()
        || entry.isSymbolicLink()
        || entry.isFIFO()
        || entry.isCharacterDevice()
        || entry.isBlockDevice()) {
      return "no-plain-file";
    }
    return entry.getSize() > ImageFiles.MAX_BYTES ? "too-large" : null;
  }

  private static boolean unsafe(String name) {
    return name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.matches("[A-Za-z]:.*")
        || Arrays.asList(name.split("/", -1)).contains("..");
  }

  /**
   * The content of the entry that came last.
   *
   * @throws IOException if the archive ends early
   */
  byte[] content(Entry entry) throws IOException {
    // Grows with what is there: a claimed size is no reason to take so much memory.
    byte[] bytes = tar.readNBytes(Math.toIntExact(entry.bytes));
    if (bytes.length != entry.bytes) {
      throw new IOException(entry.name + " ends early");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** Counts what is read, and keeps what belongs to a header. */
  private static final class Headers extends FilterInputStream {
    private long position;
    private byte[] header = new byte[4 * BLOCK];
    private int length;
    private boolean inHeader;

    Headers(InputStream in) {
      super(in);
    }

    void begin() {
      length = 0;
      inHeader = true;
    }

    void end() {
      inHeader = false;
    }

    /** Whether the name stands in the header: not if it had to be repaired to be a text. */
    boolean spells(String name) {
      if (name.indexOf('?') < 0) {
        return true;
      }
      for (String part : name.split("/")) {
        if (!contains(part.getBytes(StandardCharsets.UTF_8))) {
          return false;
        }
      }
      return true;
    }

    private boolean contains(byte[] part) {
      for (int from = 0; from + part.length <= length; from++) {
        if (Arrays.equals(header, from, from + part.length, part, 0, part.length)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int read = in.read(bytes, from, count);
      position += Math.max(0, read);
      if (inHeader && read > 0) {
        if (length + read > MAX_HEADER) {
          throw new IOException("a header of more than " + MAX_HEADER + " bytes");
        }
        if (length + read > header.length) {
          header = Arrays.copyOf(header, Math.max(2 * header.length, length + read));
        }
        System.arraycopy(bytes, from, header, length, read);
        length += read;
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      if (inHeader) {
        return Math.max(0, read(new byte[(int) Math.min(count, BLOCK)]));
      }
      // A stream on a file skips past its end: the last byte is read, to see that it is there.
      long skipped = count > 1 ? in.skip(count - 1) : 0;
      position += skipped;
      return skipped + (read() < 0 ? 0 : 1);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
