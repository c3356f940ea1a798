package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.LossScope;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {

  private static TrainingConfig config(int batch, int accumulation, String... devices) {
    return Toy.config(
        c -> {
          ArrayNode names = c.putArray("devices");
          List.of(devices).forEach(names::add);
          return c.put("batch", batch).put("accumulation", accumulation);
        });
  }

  private static List<Device> resolve(TrainingConfig config, int gpus, int threads) {
    return Devices.resolve("tokenizer", config, LossScope.EACH_IMAGE, gpus, threads);
  }

  @Test
  void oneDeviceWhereImagesAreCompared() {
    for (String name : List.of("auto", "cpu")) {
      assertThat(Devices.resolve("pretrain", config(8, 1, name), LossScope.WHOLE_BATCH, 0, 4))
          .containsExactly(Device.cpu());
    }
    assertThat(Devices.resolve("pretrain", config(8, 1, "auto"), LossScope.WHOLE_BATCH, 2, 4))
        .containsExactly(Device.gpu(0));
  }

  @Test
  void automaticallyAllGpusElseTheCpu() {
    assertThat(resolve(config(8, 1, "auto"), 0, 1)).containsExactly(Device.cpu());
    assertThat(resolve(config(8, 1, "auto"), 2, 1)).containsExactly(Device.gpu(0), Device.gpu(1));
    assertThat(resolve(config(8, 1, "gpu"), 1, 1)).containsExactly(Device.gpu(0));
  }

  @Test
  void asManyGpusAsDivideAMicroBatch() {
    assertThat(resolve(config(8, 1, "auto"), 7, 1)).hasSize(4);
    assertThat(resolve(config(8, 4, "auto"), 8, 1)).hasSize(2);
  }

  @Test
  void aCopyForEachThreadWhereThereIsNoGpu() {
    assertThat(resolve(config(8, 1, "auto"), 0, 3)).containsExactly(Device.cpu(), Device.cpu());
    assertThat(resolve(config(8, 2, "auto"), 0, 4)).hasSize(4);
    assertThat(resolve(config(32, 1, "auto"), 0, 64)).hasSize(8);
    assertThat(resolve(config(8, 1, "cpu"), 2, 4)).hasSize(4).containsOnly(Device.cpu());
  }

  @Test
  void aNameGivenTwiceIsTwoCopies() {
    assertThat(resolve(config(8, 1, "cpu", "cpu"), 0, 1))
        .containsExactly(Device.cpu(), Device.cpu());
    assertThat(resolve(config(8, 1, "gpu:1", "gpu:0"), 2, 1))
        .containsExactly(Device.gpu(1), Device.gpu(0));
  }

  @Test
  void missingGpusAreAConfigurationError() {
    assertThatThrownBy(() -> resolve(config(8, 1, "gpu:0", "gpu:2"), 2, 1))
        .hasMessageContaining("tokenizer.devices: given [gpu:0, gpu:2], expected GPUs from 0 to 1")
        .hasMessageContaining("set tokenizer.devices to auto");
    assertThatThrownBy(() -> resolve(config(8, 1, "gpu"), 0, 1))
        .hasMessageContaining("this machine shows no GPU");
  }

  private static List<String> problems(TrainingConfig config) {
    Problems problems = new Problems();
    config.check(problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingRuns() {
    assertThat(problems(config(8, 2, "cpu", "cpu"))).isEmpty();
    assertThat(problems(config(8, 1, "gpo")))
        .containsExactly(
            "devices: given gpo, expected auto, gpu (all of them), cpu, or numbered ones such as"
                + " gpu:0. Fix: did you mean 'gpu'?");
    assertThat(problems(config(8, 1, "cpu", "gpu:0")))
        .singleElement()
        .asString()
        .contains("a list of GPUs, or of cpu");
    assertThat(problems(config(8, 2, "cpu", "cpu", "cpu")))
        .singleElement()
        .asString()
        .contains("3 copies of the network, expected a divisor", "accumulation = 4");
  }
}
