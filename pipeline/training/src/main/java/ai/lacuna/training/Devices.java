package ai.lacuna.training;

import ai.djl.Device;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.model.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which devices the setting {@code devices} stands for. One name is one copy of the network. */
final class Devices {

  private static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final String ALL_GPUS = "gpu";
  private static final Pattern ONE_GPU = Pattern.compile("gpu:(\\d{1,4})");

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
        listed || found, "devices", names, "auto or gpu alone, or a list of GPUs, or of cpu");
    if (listed) {
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
    return names.size() == 1 && (names.get(0).equals(AUTO) || names.get(0).equals(ALL_GPUS));
  }

  /**
   * How many copies of the network there will be, as far as the settings tell; 1 if they do not.
   */
  static int planned(TrainingConfig config) {
    return isFound(config.devices()) ? 1 : config.devices().size();
  }

  /**
   * The devices, one for each copy of the network. Of all GPUs, as many are used as divide a
   * micro-batch.
   *
   * @throws LacunaException of kind CONFIG if a GPU is not there
   */
  static List<Device> resolve(TrainingConfig config) {
    return resolve(config, isFound(config.devices()) || hasGpu(config) ? Engine.gpus() : 0);
  }

  private static boolean hasGpu(TrainingConfig config) {
    return config.devices().stream().anyMatch(name -> !name.equals(CPU));
  }

  static List<Device> resolve(TrainingConfig config, int gpus) {
    List<String> names = config.devices();
    if (isFound(names)) {
      if (gpus == 0) {
        requireGpu(names, names.get(0).equals(AUTO), gpus);
        return List.of(Device.cpu());
      }
      int perPass = config.batch() / config.accumulation();
      int count = gpus;
      while (perPass % count != 0) {
        count--;
      }
      List<Device> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(Device.gpu(i));
      }
      return Collections.unmodifiableList(all);
    }
    return names.stream().map(name -> device(name, names, gpus)).toList();
  }

  private static Device device(String name, List<String> names, int gpus) {
    Matcher gpu = ONE_GPU.matcher(name);
    if (!gpu.matches()) {
      return Device.cpu();
    }
    int number = Integer.parseInt(gpu.group(1));
    requireGpu(names, number < gpus, gpus);
    return Device.gpu(number);
  }

  private static void requireGpu(List<String> names, boolean there, int gpus) {
    if (!there) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "pretrain.devices",
          names,
          gpus == 0 ? "cpu: this machine shows no GPU" : "GPUs from 0 to " + (gpus - 1),
          "set pretrain.devices to auto, or train where these GPUs are");
    }
  }
}
