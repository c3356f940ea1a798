package ai.lacuna.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tensor engine of this process: DJL on libtorch. */
public final class Engine {

  private static final List<String> MATRIX_FEATURES =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "amx_tile", "asimd", "bf16");

  private Engine() {}

  /**
   * Starts the engine, if it does not run yet.
   *
   * @return a manager on the first GPU if there is one that works, else on the CPU; closing it
   *     frees what was made from it
   * @throws LacunaException of kind INFRASTRUCTURE if the native libraries cannot be loaded
   */
  public static NDManager newManager() {
    ai.djl.engine.Engine engine = engine();
    return engine.newBaseManager(engine.getGpuCount() > 0 ? Device.gpu() : Device.cpu());
  }

  /**
   * As {@link #newManager()}, on a device.
   *
   * @param device the CPU, or a GPU of which there are {@link #gpus}
   */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  /** How many GPUs the engine sees. */
  public static int gpus() {
    return engine().getGpuCount();
  }

  /** As {@link #newManager()}, on the CPU whatever else there is. */
  public static NDManager newCpuManager() {
    return engine().newBaseManager(Device.cpu());
  }

  /** Threads that one operation uses on the CPU. */
  public static int threads() {
    engine();
    return JniUtils.getNumThreads();
  }

  /**
   * Sets the threads that one operation uses on the CPU. Sums are split by thread, so that results
   * of different numbers of threads differ in their last bits.
   *
   * @param threads at least 1
   */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, given " + threads);
    }
    engine();
    JniUtils.setNumThreads(threads);
  }

  /**
   * What results may depend on beside code and data, for provenance: versions of engine and native
   * library, device, processor and threads.
   *
   * @param manager says the device
   */
  public static Map<String, String> describe(NDManager manager) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("engine", "DJL " + ai.djl.engine.Engine.getDjlVersion());
    facts.put("libtorch", LibUtils.getVersion());
    Device device = manager.getDevice();
    facts.put("device", device.isGpu() ? "gpu " + device.getDeviceId() : device.getDeviceType());
    facts.put("threads", String.valueOf(threads()));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processor", processor("model name"));
    facts.put(
        "processorFeatures",
        String.join(
            " ",
            Arrays.stream(processor("flags").split(" "))
                .filter(MATRIX_FEATURES::contains)
                .sorted()
                .toList()));
    return facts;
  }

  private static ai.djl.engine.Engine engine() {
    quietly("org.slf4j.simpleLogger.log.ai.djl.util.cuda", "error");
    // Natives come with the distribution: a missing one is an error, not a reason to download.
    quietly("ai.djl.offline", "true");
    try {
      return ai.djl.engine.Engine.getEngine("PyTorch");
    } catch (EngineException | LinkageError e) {
      throw new LacunaException(
          LacunaException.Kind.INFRASTRUCTURE,
          List.of(
              new Problem(
                  "libtorch",
                  String.valueOf(e.getMessage()),
                  "the native libraries of PyTorch for "
                      + System.getProperty("os.name")
                      + " "
                      + System.getProperty("os.arch"),
                  "put pytorch-native-cpu and pytorch-jni of this platform on the class path, and"
                      + " make the cache folder (DJL_CACHE_DIR, ~/.djl.ai) writable")),
          e);
    }
  }

  private static void quietly(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** The name that the processor's maker gives itself, such as {@code GenuineIntel}. */
  static String processorMaker() {
    return processor("vendor_id");
  }

  private static String processor(String key) {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(facts)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
