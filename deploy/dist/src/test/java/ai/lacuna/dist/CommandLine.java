package ai.lacuna.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the command line as users do: in a process of its own, on the distribution's class path.
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

  private final Path folder;

  /**
   * @param folder working folder of the processes
   */
  CommandLine(Path folder) {
    this.folder = folder;
  }

  /** Starts a command. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("ai.lacuna.workflow.cli.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
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
