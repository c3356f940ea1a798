package ai.lacuna.data.source;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The image files below a folder, found by walking it once. Hidden files and folders are passed
 * over; files without the extension of an image are counted as ignored; links are followed, and a
 * link back to a folder above itself ends there. A file that may not be read is a reject; a folder
 * that may not be read is a failure, because nobody could say how many images are lost with it.
 */
public final class FolderScan extends SimpleFileVisitor<Path> {

  /**
   * A file that looks like an image.
   *
   * @param path relative to the root, with slashes
   */
  public record Found(String path, long bytes) {

    /** The first folder of the path, or an empty text for a file in the root. */
    public String folder() {
      int slash = path.indexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }
  }

  private final Path root;
  private final List<Found> files = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private final Set<String> folders = new TreeSet<>();
  private final Problems unreadable = new Problems();
  private long ignored;

  private FolderScan(Path root) {
    this.root = root;
  }

  /**
   * Walks a folder.
   *
   * @throws LacunaException of kind DATA if it is missing, it or a folder in it cannot be read, or
   *     it holds no image
   */
  public static FolderScan of(Path root) {
    Places.folder(root);
    FolderScan scan = new FolderScan(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, scan);
    } catch (IOException e) {
      throw Places.unreadable(root, e);
    }
    scan.unreadable.throwIfAny(LacunaException.Kind.DATA);
    scan.files.sort(Comparator.comparing(Found::path));
    scan.rejects.sort(Comparator.comparing(Reject::path));
    if (scan.files.isEmpty()) {
      throw Places.problem(
          root, scan.nothing(), "images (" + String.join(", ", ImageFiles.EXTENSIONS) + ")");
    }
    return scan;
  }

  private String nothing() {
    if (!rejects.isEmpty()) {
      Reject first = rejects.get(0);
      return "%d images, all refused, the first (%s) because %s: %s"
          .formatted(rejects.size(), first.path(), first.reason(), first.detail());
    }
    return ignored == 0 ? "an empty folder" : "a folder of other files (" + ignored + ")";
  }

  /** Image files sorted by path. */
  public List<Found> files() {
    return files;
  }

  /** What could not be looked at, sorted by path. */
  public List<Reject> rejects() {
    return rejects;
  }

  /** Folders directly below the root, sorted. */
  public Set<String> folders() {
    return folders;
  }

  /** Files that do not look like images, and links that lead back. */
  public long ignored() {
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
    if (!Files.isExecutable(dir)) {
      unreadable(dir, "permission denied");
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
    if (!ImageFiles.isImage(String.valueOf(file.getFileName()))) {
      ignored++;
    } else if (!attributes.isRegularFile()) {
      rejects.add(new Reject(relative(file), "unreadable", "a link to nothing, or no plain file"));
    } else if (attributes.size() > ImageFiles.MAX_BYTES) {
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
    if (hidden(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (e instanceof FileSystemLoopException) {
      ignored++;
    } else if (Files.isDirectory(file)) {
      unreadable(file, Places.why(e));
    } else {
      rejects.add(new Reject(relative(file), "unreadable", Places.why(e)));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
    if (e != null) {
      unreadable(dir, Places.why(e));
    }
    return FileVisitResult.CONTINUE;
  }

  private void unreadable(Path dir, String why) {
    unreadable.add(
        dir.toString(),
        "a folder that cannot be read: " + why,
        "readable folders only, or nobody knows what is missing",
        "allow it to be read, or hide it with a leading dot");
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean hidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
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
