package ai.lacuna.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 digests of files that are read once: a digest is remembered with the file's path, inode,
 * size and times of modification and change, in nanoseconds, and the file is read again as soon as
 * any of them differs. Thread-safe.
 *
 * <p>A file that was touched less than {@link #SETTLED} ago is read each time: another write within
 * the same tick of the file system's clock would leave all of these as they are.
 *
 * <p>The memory is a folder of segments, each written in one step and named by the digest of its
 * content, so that processes share it without locks and a damaged segment is dropped.
 */
public final class FileDigests {

  /** Coarser than the clock of any common file system. */
  static final Duration SETTLED = Duration.ofSeconds(3);

  private static final String VIEW = "unix";
  private static final String ATTRIBUTES = VIEW + ":ino,size,lastModifiedTime,ctime";
  private static final String SUFFIX = ".digests";
  private static final int KEY_BYTES = 16;
  private static final int DIGEST_BYTES = 32;
  private static final int MOST_SEGMENTS = 8;

  private static final boolean HAS_VIEW =
      FileSystems.getDefault().supportedFileAttributeViews().contains(VIEW);

  /** The first half of the digest of a file's path and stamp. */
  private record Key(long high, long low) {}

  /** What differs once a file was written to; times are in nanoseconds since 1970. */
  private record Stamp(long inode, long size, long modified, long changed) {

    static Stamp of(Path file) throws IOException {
      Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES);
      return new Stamp(
          number(found.get("ino")),
          number(found.get("size")),
          nanos(found.get("lastModifiedTime")),
          nanos(found.get("ctime")));
    }

    private static long number(@Nullable Object value) {
      return value instanceof Number number ? number.longValue() : -1;
    }

    private static long nanos(@Nullable Object value) {
      return value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : Long.MAX_VALUE;
    }

    boolean isSettled(Instant now) {
      long limit = FileTime.from(now.minus(SETTLED)).to(TimeUnit.NANOSECONDS);
      return modified < limit && changed < limit;
    }
  }

  private final Optional<Path> folder;
  private final Clock clock;
  private final Map<Key, String> known = new HashMap<>();
  private final Map<Key, String> unsaved = new HashMap<>();
  private long filesRead;

  private FileDigests(Optional<Path> folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Remembers nothing. */
  public static FileDigests unremembered() {
    return new FileDigests(Optional.empty(), Clock.systemUTC());
  }

  /**
   * Remembers in a folder, which need not exist yet.
   *
   * @throws IOException if the folder cannot be read
   */
  public static FileDigests in(Path folder) throws IOException {
    return in(folder, Clock.systemUTC());
  }

  /**
   * As {@link #in(Path)}, telling by a clock how long ago a file was touched.
   *
   * @throws IOException if the folder cannot be read
   */
  public static FileDigests in(Path folder, Clock clock) throws IOException {
    FileDigests digests = new FileDigests(Optional.of(folder), clock);
    for (Path segment : segments(folder)) {
      digests.load(segment);
    }
    return digests;
  }

  /** The digest of a file's bytes, as {@link Digest#ofFile}. */
  public String of(Path file) throws IOException {
    if (folder.isEmpty() || !HAS_VIEW) {
      return read(file);
    }
    Stamp before = Stamp.of(file);
    Key key = key(file, before);
    synchronized (this) {
      String digest = known.get(key);
      if (digest != null) {
        return digest;
      }
    }
    Instant start = clock.instant();
    String digest = read(file);
    if (before.isSettled(start) && before.equals(Stamp.of(file))) {
      synchronized (this) {
        known.put(key, digest);
        unsaved.put(key, digest);
      }
    }
    return digest;
  }

  /** Where it remembers. */
  public Optional<Path> folder() {
    return folder;
  }

  /** How many files were read so far. */
  public synchronized long filesRead() {
    return filesRead;
  }

  /** Writes what was learnt since; does nothing if that is nothing. */
  public synchronized void save() throws IOException {
    if (folder.isEmpty() || unsaved.isEmpty()) {
      return;
    }
    List<Path> old = segments(folder.get());
    boolean many = old.size() >= MOST_SEGMENTS;
    write(folder.get(), many ? known : unsaved);
    unsaved.clear();
    if (many) { // whoever still reads them reads the same from the new one
      for (Path segment : old) {
        Files.deleteIfExists(segment);
      }
    }
  }

  private String read(Path file) throws IOException {
    synchronized (this) {
      filesRead++;
    }
    return Digest.ofFile(file);
  }

  private static Key key(Path file, Stamp stamp) {
    MessageDigest digest = Digest.sha256();
    ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES);
    numbers.putLong(stamp.inode).putLong(stamp.size).putLong(stamp.modified).putLong(stamp.changed);
    digest.update(numbers.array());
    String path = file.toAbsolutePath().normalize().toString();
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8)));
    return new Key(bytes.getLong(), bytes.getLong());
  }

  private static List<Path> segments(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("[0-9a-f]{64}" + SUFFIX))
          .toList();
    }
  }

  private static void write(Path folder, Map<Key, String> digests) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(digests.size() * (KEY_BYTES + DIGEST_BYTES));
    digests.forEach(
        (key, digest) -> {
          bytes.putLong(key.high).putLong(key.low).put(HexFormat.of().parseHex(digest));
        });
    Path segment = folder.resolve(Digest.ofBytes(bytes.array()) + SUFFIX);
    AtomicFiles.write(segment, out -> out.write(bytes.array()));
  }

  private void load(Path segment) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(segment);
    } catch (NoSuchFileException e) {
      return; // another process has just put its content into a new one
    }
    if (!segment.getFileName().toString().equals(Digest.ofBytes(content) + SUFFIX)) {
      Files.deleteIfExists(segment);
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    byte[] digest = new byte[DIGEST_BYTES];
    while (bytes.remaining() >= KEY_BYTES + DIGEST_BYTES) {
      Key key = new Key(bytes.getLong(), bytes.getLong());
      bytes.get(digest);
      known.put(key, HexFormat.of().formatHex(digest));
    }
  }
}
