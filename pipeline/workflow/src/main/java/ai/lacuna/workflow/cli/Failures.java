package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong, without a stack trace unless asked for, and picks the exit code. */
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    int code;
    if (failure instanceof LacunaException known) {
      code = known.kind().exitCode();
      err.print(Messages.of(known));
      if (wants(line, "--json")) {
        line.getOut().println(Json.line(error(known)));
      }
    } else {
      code = LacunaException.Kind.INFRASTRUCTURE.exitCode();
      err.println("lacuna: unexpected " + failure);
      err.println("  --debug shows the trace.");
    }
    if (wants(line, "--debug")) {
      failure.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  private static boolean wants(CommandLine line, String option) {
    CommandLine.Model.OptionSpec spec = line.getCommandSpec().findOption(option);
    return spec != null && Boolean.TRUE.equals(spec.getValue());
  }

  private static Map<String, Object> error(LacunaException failure) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", failure.kind().name().toLowerCase(Locale.ROOT));
    error.put("exitCode", failure.kind().exitCode());
    error.put("problems", failure.problems());
    return Map.of("error", error);
  }
}
