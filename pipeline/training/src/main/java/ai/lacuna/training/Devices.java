package ai.lacuna.training;

import ai.djl.Device;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.model.Engine;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which devices the setting {@code devices} stands for: a list has a name for each copy of the
 * network; {@code auto}, {@code cpu} or {@code gpu} alone stands for what the machine has.
 */
final class Devices {

  private static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final String ALL_GPUS = "gpu";
  private static final Pattern ONE_GPU = Pattern.compile("gpu:(\\d{1,4})");

  // Each copy has gradients of its own, which is memory.
  private static final int CPU_COPIES = 8;

  private Devices() {}

  /** Reports names that stand for nothing, and mixtures that cannot be trained on. */
  static void check(TrainingConfig config, Problems problems) {
    List<String> names = config.devices();
    for (String name : names) {
      boolean known = name.equals(AUTO) || name.equals(CPU) || name.equals(ALL_GPUS);
      if (!known && !ONE_GPU.matcher(name).matches()) {
        problems.add(
            "devices",
            name,
            "auto, gpu (all of them), cpu, or numbered ones such as gpu:0",
            Suggestion.didYouMean(name, List.of(AUTO, CPU, ALL_GPUS, "gpu:0")));
        return;
      }
    }
    boolean cpus = names.stream().allMatch(CPU::equals);
    boolean gpus = names.stream().allMatch(name -> ONE_GPU.matcher(name).matches());
    boolean listed = !names.isEmpty() && (cpus || gpus);
    boolean found = isFound(names);
    problems.require(
        listed || found, "devices", names, "auto, cpu or gpu alone, or a list of GPUs, or of cpu");
    if (listed && !found) {
      int parts = config.accumulation() * names.size();
      problems.require(
          config.batch() % parts == 0,
          "devices",
          names.size() + " copies of the network",
          "a divisor of the images of a micro-batch, batch / accumulation = "
              + config.batch() / config.accumulation());
    }
  }

  // Whether only the machine at hand can tell how many there are.
  private static boolean isFound(List<String> names) {
    return names.size() == 1 && List.of(AUTO, CPU, ALL_GPUS).contains(names.get(0));
  }

  /**
   * How many copies of the network there will be, as far as the settings and this machine's
   * processor tell; {@code auto} is taken for the CPU, {@code gpu} for one GPU.
   */
  static int planned(TrainingConfig config, LossScope scope) {
    if (config.devices().equals(List.of(ALL_GPUS))) {
      return 1;
    }
    return isFound(config.devices())
        ? resolve("", config, scope, 0, config.threadsHere()).size()
        : config.devices().size();
  }

  /**
   * The devices, one for each copy of the network. Of all GPUs, as many are used as divide a
   * micro-batch. On a CPU each thread gets a copy, up to {@link #CPU_COPIES}, as far as they divide
   * a micro-batch: threads that need not wait for each other within a step are faster. A loss that
   * compares the images of a batch is computed on one device.
   *
   * @param section of the recipe in which the settings stand, for messages
   * @param threads of the CPU
   * @throws LacunaException of kind CONFIG if a GPU is not there
   */
  static List<Device> resolve(String section, TrainingConfig config, LossScope scope, int threads) {
    boolean mayBeGpu = config.devices().stream().anyMatch(name -> !name.equals(CPU));
    return resolve(section, config, scope, mayBeGpu ? Engine.gpus() : 0, threads);
  }

  static List<Device> resolve(
      String section, TrainingConfig config, LossScope scope, int gpus, int threads) {
    List<String> names = config.devices();
    String setting = section + ".devices";
    if (!isFound(names)) {
      return names.stream().map(name -> device(setting, name, names, gpus)).toList();
    }
    boolean one = scope == LossScope.WHOLE_BATCH;
    String name = names.get(0);
    if (name.equals(CPU) || (name.equals(AUTO) && gpus == 0)) {
      int limit = one ? 1 : Math.min(threads, CPU_COPIES);
      return Collections.nCopies(copies(config, limit), Device.cpu());
    }
    requireGpu(setting, names, gpus > 0, gpus);
    return IntStream.range(0, copies(config, one ? 1 : gpus)).mapToObj(Device::gpu).toList();
  }

  // The largest number up to some limit that divides a micro-batch.
  private static int copies(TrainingConfig config, int limit) {
    int count = limit;
    while (config.microBatch() % count != 0) {
      count--;
    }
    return count;
  }

  private static Device device(String setting, String name, List<String> names, int gpus) {
    Matcher gpu = ONE_GPU.matcher(name);
    if (!gpu.matches()) {
      return Device.cpu();
    }
    int number = Integer.parseInt(gpu.group(1));
    requireGpu(setting, names, number < gpus, gpus);
    return Device.gpu(number);
  }

  private static void requireGpu(String setting, List<String> names, boolean there, int gpus) {
    if (!there) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          setting,
          names,
          gpus == 0 ? "cpu: this machine shows no GPU" : "GPUs from 0 to " + (gpus - 1),
          "set " + setting + " to auto, or train where these GPUs are");
    }
  }
}
