package ai.lacuna.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the command line as users do: in a process of its own, on the distribution's class path or
 * by the distribution's launcher.
 */
final class CommandLine {

  /**
   * What a finished command left behind.
   *
   * @param exitCode its exit code
   * @param out what it wrote on standard output
   * @param err what it wrote on standard error
   */
  record Ended(int exitCode, String out, String err) {}

  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final List<String> OPTIONS = List.of("-Xmx700m", "-XX:TieredStopAtLevel=1");

  private final Path folder;
  private final List<String> beginning;

  private CommandLine(Path folder, List<String> beginning) {
    this.folder = folder;
    this.beginning = beginning;
  }

  /**
   * @param folder working folder of the processes
   */
  CommandLine(Path folder) {
    this(folder, java());
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>(List.of(JAVA.resolve("bin/java").toString()));
    command.addAll(OPTIONS);
    command.addAll(List.of("-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path")));
    command.add("ai.lacuna.workflow.cli.Main");
    return command;
  }

  /**
   * By the launcher, which knows the distribution's folder.
   *
   * @param launcher the script
   * @param folder working folder of the processes
   */
  static CommandLine launchedBy(Path launcher, Path folder) {
    return new CommandLine(folder, List.of("sh", launcher.toString()));
  }

  /** Starts a command. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(beginning);
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    process.environment().put("JAVA_HOME", JAVA.toString());
    process.environment().put("LACUNA_JAVA_OPTS", String.join(" ", OPTIONS));
    return process
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  /** Runs a command to its end. */
  Ended run(String... arguments) throws IOException, InterruptedException {
    int exitCode = start(arguments).waitFor();
    return new Ended(exitCode, read("out.txt"), read("err.txt"));
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
  }
}
