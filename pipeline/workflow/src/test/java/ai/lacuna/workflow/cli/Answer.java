package ai.lacuna.workflow.cli;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a command of this process answered.
 *
 * @param code exit code
 * @param out what it printed
 * @param err what it complained of
 */
public record Answer(int code, String out, String err) {

  /** Executes a command, as a user types it behind {@code lacuna}. */
  public static Answer to(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Answer(code, out.toString(), err.toString());
  }

  /** As {@link #to(String...)}. */
  public static Answer to(List<String> arguments) {
    return to(arguments.toArray(String[]::new));
  }

  /** What it printed with {@code --json}. */
  public JsonNode json() throws IOException {
    return Json.MAPPER.readTree(out);
  }
}
