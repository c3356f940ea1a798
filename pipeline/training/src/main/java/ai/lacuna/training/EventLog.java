package ai.lacuna.training;

import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An append-only file of {@link Event}s, one JSON object a line.
 *
 * <p>Not thread-safe.
 */
final class EventLog implements AutoCloseable {

  private final OutputStream out;

  private EventLog(OutputStream out) {
    this.out = out;
  }

  /**
   * Opens a log so that it goes on after a step: later lines and a torn last line are cut off.
   *
   * @param step the last step whose event stays
   */
  static EventLog resume(Path file, long step) throws IOException {
    List<String> kept = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readString(file).split("\n")) {
        if (stepOf(line) <= step) {
          kept.add(line + "\n");
        }
      }
    }
    AtomicFiles.writeString(file, String.join("", kept));
    return new EventLog(Files.newOutputStream(file, StandardOpenOption.APPEND));
  }

  private static long stepOf(String line) {
    try {
      JsonNode step = Json.MAPPER.readTree(line).path("step");
      return step.isIntegralNumber() ? step.asLong() : Long.MAX_VALUE;
    } catch (JsonProcessingException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Adds a line and hands it to the operating system at once. */
  void append(Event event) throws IOException {
    out.write((Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The events in a file. */
  static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(Json.MAPPER.readValue(line, Event.class));
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
