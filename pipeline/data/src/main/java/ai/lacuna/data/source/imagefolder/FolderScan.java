package ai.lacuna.data.source.imagefolder;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks the folder once. Hidden files and folders are passed over; files without the extension of
 * an image are counted as ignored; links are followed, and a link back to a folder above itself
 * ends there.
 */
final class FolderScan extends SimpleFileVisitor<Path> {

  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "bmp", "tif", "tiff", "webp", "pam");

  // Far beyond any photograph, and still far below what one Java array can hold.
  private static final long MAX_BYTES = 512L << 20;

  /**
   * A file that looks like an image.
   *
   * @param path relative to the root, with slashes
   */
  record Found(String path, long bytes) {

    /** The first folder of the path, or an empty text for a file in the root. */
    String folder() {
      int slash = path.indexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }
  }

  private final Path root;
  private final List<Found> files = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private final Set<String> folders = new TreeSet<>();
  private long ignored;

  private FolderScan(Path root) {
    this.root = root;
  }

  /**
   * Walks a folder.
   *
   * @throws LacunaException of kind DATA if it is missing, unreadable or holds no image
   */
  static FolderScan of(Path root) {
    if (!Files.isDirectory(root)) {
      throw problem(root, Files.exists(root) ? "a file" : "no such folder", "a folder", null);
    }
    if (!Files.isReadable(root) || !Files.isExecutable(root)) {
      throw problem(root, "a folder that may not be read", "a readable folder", null);
    }
    FolderScan scan = new FolderScan(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, scan);
    } catch (IOException e) {
      throw problem(root, "unreadable: " + e.getMessage(), "a readable folder", e);
    }
    if (scan.files.isEmpty()) {
      String given =
          scan.ignored == 0 ? "an empty folder" : "a folder of other files (" + scan.ignored + ")";
      throw problem(
          root, given, "images (" + String.join(", ", new TreeSet<>(EXTENSIONS)) + ")", null);
    }
    scan.files.sort(Comparator.comparing(Found::path));
    scan.rejects.sort(Comparator.comparing(Reject::path));
    return scan;
  }

  private static LacunaException problem(
      Path root, String given, String expected, @Nullable Throwable cause) {
    return new LacunaException(
        Kind.DATA,
        List.of(new Problem(root.toString(), given, expected, "check data.*.path")),
        cause);
  }

  /** Image files sorted by path. */
  List<Found> files() {
    return files;
  }

  /** What could not be looked at, sorted by path. */
  List<Reject> rejects() {
    return rejects;
  }

  /** Folders directly below the root, sorted. */
  Set<String> folders() {
    return folders;
  }

  /** Files that do not look like images, and links that lead back. */
  long ignored() {
    return ignored;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
    if (dir.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    if (hidden(dir)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (root.equals(dir.getParent())) {
      folders.add(String.valueOf(dir.getFileName()));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (hidden(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (!EXTENSIONS.contains(extension(file))) {
      ignored++;
    } else if (!attributes.isRegularFile()) {
      rejects.add(new Reject(relative(file), "unreadable", "a link to nothing, or no plain file"));
    } else if (attributes.size() > MAX_BYTES) {
      rejects.add(new Reject(relative(file), "too-large", attributes.size() + " bytes"));
    } else if (!nameSurvives(file)) {
      rejects.add(
          new Reject(relative(file), "bad-name", "its name is not in the system's encoding"));
    } else {
      files.add(new Found(relative(file), attributes.size()));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    if (e instanceof FileSystemLoopException) {
      ignored++;
    } else {
      rejects.add(new Reject(relative(file), "unreadable", String.valueOf(e.getMessage())));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
    if (e != null) {
      rejects.add(new Reject(relative(dir), "unreadable", String.valueOf(e.getMessage())));
    }
    return FileVisitResult.CONTINUE;
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean hidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  // A name that is not valid in the system's encoding is garbled by its trip through a text.
  private static boolean nameSurvives(Path file) {
    try {
      return Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
