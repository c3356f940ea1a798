package ai.lacuna.workflow.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A number in a folder that only grows: who took the highest one may write, whoever has a lower one
 * must stop. That holds between threads, processes and hosts that share the folder.
 */
public final class Fence {

  private static final String NUMBER = "[0-9]{9}";

  private final Path folder;
  private final long number;
  private final String token;

  private Fence(Path folder, long number, String token) {
    this.folder = folder;
    this.number = number;
    this.token = token;
  }

  /** Takes the next number; everybody before has then lost. */
  public static Fence next(Path folder) throws IOException {
    Files.createDirectories(folder);
    // Numbers start again once a work folder was removed: the token tells equal ones apart.
    String token = UUID.randomUUID().toString();
    while (true) {
      long number = newest(folder).orElse(0) + 1;
      if (tryTake(folder, number, token)) {
        return new Fence(folder, number, token);
      }
    }
  }

  /** The number that was taken. */
  public long number() {
    return number;
  }

  /**
   * Makes sure that nobody took a higher number.
   *
   * @throws LostLeaseException if somebody did, or if the folder is gone
   */
  public void require() {
    OptionalLong newest = newest(folder);
    if (newest.isEmpty() || newest.getAsLong() != number || !token.equals(readToken())) {
      throw new LostLeaseException(
          "attempt "
              + number
              + " on "
              + folder
              + " was superseded by "
              + (newest.isEmpty() ? "the end of the stage" : "attempt " + newest.getAsLong()));
    }
  }

  private String readToken() {
    try {
      return Files.readString(file(folder, number));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path folder, long number) {
    return folder.resolve(String.format(Locale.ROOT, "%09d", number));
  }

  /** Creates the number's file with a text in it; false if somebody else was faster. */
  static boolean tryTake(Path folder, long number, String text) throws IOException {
    try {
      Files.write(
          file(folder, number),
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  static OptionalLong newest(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.matches(NUMBER))
          .mapToLong(Long::parseLong)
          .max();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
