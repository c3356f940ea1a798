package ai.lacuna.workflow.run;

import java.time.Duration;
import java.util.List;

/**
 * How stages are run; none of it has an influence on results.
 *
 * @param runner the Beam runner: {@code direct}, {@code flink}, {@code spark} or {@code dataflow}
 * @param runnerOptions further options of the runner, such as {@code flinkMaster=host:8081}
 * @param retries how often a stage is tried again after a failure worth it
 * @param pause how long to wait before trying again
 * @param threads threads per stage
 * @param lightStages how many light stages run side by side; of heavy ones it is always one
 * @param device where tensors live: {@code cpu} or {@code gpu}
 */
public record RunSettings(
    String runner,
    List<String> runnerOptions,
    int retries,
    Duration pause,
    int threads,
    int lightStages,
    String device) {

  public RunSettings {
    runnerOptions = List.copyOf(runnerOptions);
  }

  /** DirectRunner on all cores of this machine, two retries. */
  public static RunSettings defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new RunSettings("direct", List.of(), 2, Duration.ofSeconds(2), cores, cores, "cpu");
  }

  /** This with other retries. */
  public RunSettings withRetries(int times, Duration wait) {
    return new RunSettings(runner, runnerOptions, times, wait, threads, lightStages, device);
  }

  /** This with another runner. */
  public RunSettings withRunner(String name, List<String> options) {
    return new RunSettings(name, options, retries, pause, threads, lightStages, device);
  }
}
