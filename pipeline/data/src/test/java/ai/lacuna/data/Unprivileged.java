package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs a program as somebody whom file permissions bind. Root is not one: its process is started
 * without the two capabilities that override them, by {@code setpriv} of util-linux.
 */
public final class Unprivileged {

  private static final String CAPABILITIES = "-dac_override,-dac_read_search";

  private Unprivileged() {}

  /**
   * Runs a class of the tests in a process of its own.
   *
   * @param program has a {@code main}
   * @return what it printed; a program that fails fails the test
   */
  public static String run(Class<?> program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (overridesPermissions()) {
      assertThat(installed("setpriv"))
          .as("root may read everything: install setpriv (util-linux), or test as another user")
          .isTrue();
      command.add("setpriv");
      command.add("--bounding-set=" + CAPABILITIES);
      command.add("--inh-caps=" + CAPABILITIES);
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx200m");
    command.add("-XX:TieredStopAtLevel=1"); // it is over before more would pay
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  // Asks the file system, because root may have lost these capabilities already.
  private static boolean overridesPermissions() throws IOException {
    Path file = Files.createTempFile("unreadable", "");
    try {
      Files.setPosixFilePermissions(file, Set.of());
      return Files.isReadable(file);
    } finally {
      Files.delete(file);
    }
  }

  private static boolean installed(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
