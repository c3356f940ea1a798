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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and folders that a source cannot do without. */
public final class Places {

  private static final String FIX = "check the path";
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
      throw problem(folder, "a folder that may not be read", "a readable folder");
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
      throw problem(file, "a file that may not be read", expected);
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

  /** A failure at a place. */
  public static LacunaException problem(Path place, String given, String expected) {
    return new LacunaException(Kind.DATA, place.toString(), given, expected, FIX);
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
          throw problem(file, "a line of " + text.length() + " characters", expected);
        }
      }
    } catch (CharacterCodingException e) {
      throw problem(file, "bytes that are not UTF-8", expected + " in UTF-8");
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
