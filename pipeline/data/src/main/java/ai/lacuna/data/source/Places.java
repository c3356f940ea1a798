package ai.lacuna.data.source;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files and folders that a source cannot do without. */
public final class Places {

  private static final String FIX = "check the path";
  private static final String ALLOW = "allow it to be read";
  private static final int MOST_NAMES = 5;
  private static final int LONGEST_LINE = 1 << 20;

  private Places() {}

  /**
   * A folder that is there and can be listed.
   *
   * @throws LacunaException of kind DATA if not
   */
  public static Path folder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw problem(folder, Files.exists(folder) ? "a file" : "no such folder", "a folder");
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw problem(folder, "a folder that may not be read", "a readable folder", ALLOW);
    }
    return folder;
  }

  /**
   * A file that is there and can be opened.
   *
   * @param expected what it should be, such as {@code a CSV file}
   * @throws LacunaException of kind DATA if not
   */
  public static Path file(Path file, String expected) {
    if (!Files.isRegularFile(file)) {
      throw problem(file, Files.isDirectory(file) ? "a folder" : "no such file", expected);
    }
    if (!Files.isReadable(file)) {
      throw problem(file, "a file that may not be read", expected, ALLOW);
    }
    return file;
  }

  /** Why something could not be read, without the path, which stands beside it. */
  public static String why(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    return failure instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : failure.toString();
  }

  /** What to throw where reading a needed file fails half way. */
  public static LacunaException unreadable(Path file, IOException cause) {
    return new LacunaException(
        Kind.DATA,
        List.of(
            new Problem(
                file.toString(),
                "unreadable: " + why(cause),
                "a readable file",
                "check its permissions, or fetch it again")),
        cause);
  }

  /** A failure at a place that may be the wrong one. */
  public static LacunaException problem(Path place, String given, String expected) {
    return problem(place, given, expected, FIX);
  }

  /** A failure at a place. */
  public static LacunaException problem(Path place, String given, String expected, String fix) {
    return new LacunaException(Kind.DATA, place.toString(), given, expected, fix);
  }

  /**
   * A file, or files of a folder in the order of their names; hidden ones are left out.
   *
   * @param pattern which files of the folder, such as {@code train-*.parquet}; blank = the usual
   * @param usual whether a file of this name is one of them where no pattern is given
   * @param expected what they should be, such as {@code Parquet files}
   * @throws LacunaException of kind DATA if there is none
   */
  public static List<Path> files(
      Path path, String pattern, Predicate<String> usual, String expected) {
    if (!Files.isDirectory(path)) {
      if (Files.isRegularFile(path) && !pattern.isBlank()) {
        String fix = "set path to its folder, or leave files out";
        throw problem(path, "a file, and files: " + pattern, "a folder", fix);
      }
      return List.of(file(path, expected));
    }
    Predicate<String> wanted = pattern.isBlank() ? usual : glob(pattern);
    try (Stream<Path> entries = Files.list(folder(path))) {
      List<Path> files =
          entries
              .filter(file -> !name(file).startsWith(".") && Files.isRegularFile(file))
              .sorted()
              .toList();
      List<Path> chosen = files.stream().filter(file -> wanted.test(name(file))).toList();
      if (chosen.isEmpty()) {
        throw none(path, pattern, expected, files.stream().map(Places::name).toList());
      }
      chosen.forEach(file -> file(file, expected));
      return chosen;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static LacunaException none(
      Path path, String pattern, String expected, List<String> names) {
    if (pattern.isBlank()) {
      return problem(path, "a folder without " + expected, expected);
    }
    int more = names.size() - MOST_NAMES;
    return problem(
        path,
        "no file like " + pattern,
        expected + " that files chooses",
        names.isEmpty()
            ? FIX
            : "change files; there are "
                + String.join(", ", more > 0 ? names.subList(0, MOST_NAMES) : names)
                + (more > 0 ? " and " + more + " more" : ""));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Whether a text can choose files by their names, as shells do with {@code *} and {@code ?}. */
  public static boolean isPattern(String pattern) {
    try {
      return pattern.isBlank() || (pattern.indexOf('/') < 0 && glob(pattern) != null);
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static Predicate<String> glob(String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return name -> matcher.matches(Path.of(name));
  }

  /**
   * The lines of a short text in UTF-8, without blanks at their ends; empty ones and those that
   * start with {@code #} are left out.
   *
   * @param expected what it should be, such as {@code a file with class names}
   */
  public static List<String> lines(Path file, String expected) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = reader(file(file, expected))) {
      String line;
      while ((line = reader.readLine()) != null) {
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          lines.add(text);
        }
        if (text.length() > LONGEST_LINE) {
          throw problem(
              file, "a line of " + text.length() + " characters", expected, "mend that line");
        }
      }
    } catch (CharacterCodingException e) {
      throw problem(file, "bytes that are not UTF-8", expected + " in UTF-8", "save it in UTF-8");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return lines;
  }

  /** A reader that fails on bytes that are not UTF-8 instead of replacing them. */
  public static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }
}
