package ai.lacuna.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Image files below a folder, named by paths that come from elsewhere: a list, an annotation. */
public final class ImageFiles {

  /** Far beyond any photograph, and still far below what one Java array can hold. */
  public static final long MAX_BYTES = 512L << 20;

  /** Endings of the names of image files, in lower case. */
  static final SortedSet<String> EXTENSIONS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(
              Set.of(
                  "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "bmp", "tif", "tiff", "webp",
                  "pam")));

  /** A file that cannot be had. */
  public static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Reject reject;

    Refusal(String path, String reason, String detail) {
      super(detail);
      this.reject = new Reject(path, reason, detail);
    }

    /** What to report. */
    public Reject reject() {
      return reject;
    }
  }

  private final Path root;

  /** The files below {@code root}. */
  public ImageFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Whether a file of this name is taken for an image; its content decides whether it is one. */
  public static boolean isImage(String name) {
    return EXTENSIONS.contains(extension(name));
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** A name without its folders and its ending. */
  public static String stem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * Where a path leads.
   *
   * @param path relative to the root, with slashes
   * @throws Refusal if it leads out of the root, or is none
   */
  public Path resolve(String path) throws Refusal {
    try {
      Path file = root.resolve(path).normalize();
      if (!path.isEmpty() && file.startsWith(root) && !file.equals(root)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new Refusal(path, "bad-name", "no file name of this system: " + e.getReason());
    }
    throw new Refusal(path, "unsafe-path", "leads out of " + root.getFileName());
  }

  /**
   * The size of a file in bytes.
   *
   * @throws Refusal if there is none, it is no plain file, or it is larger than {@link #MAX_BYTES}
   */
  public long size(String path) throws Refusal {
    Path file = resolve(path);
    if (!Files.exists(file)) {
      throw new Refusal(path, "missing", "no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal(path, "unreadable", "no plain file");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new Refusal(path, "too-large", bytes + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new Refusal(path, "unreadable", Places.why(e));
    }
  }

  /**
   * The bytes of a file.
   *
   * @throws Refusal as {@link #size}, and if it may not be read or is gone in the meantime
   */
  public byte[] read(String path) throws Refusal {
    size(path);
    try {
      return Files.readAllBytes(resolve(path));
    } catch (NoSuchFileException e) {
      throw new Refusal(path, "missing", "no such file");
    } catch (IOException e) {
      throw new Refusal(path, "unreadable", Places.why(e));
    }
  }
}
