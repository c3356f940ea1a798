package ai.lacuna.training;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import ai.lacuna.training.checkpoint.TensorMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Ends a run whose loss or gradient is not finite, and keeps what is needed to see it again. */
final class Divergence {

  private Divergence() {}

  /**
   * Writes {@code diverged-step-….safetensors}: the parameters before the step as {@code
   * parameter.NAME}, the buffers as {@code buffer.NAME}, and the batch.
   *
   * @param what the loss or gradient that is not finite
   * @param value what it is
   * @param step number of the update that failed, from 1
   * @param batches the micro-batches of the update so far
   * @return the failure, of kind DIVERGED
   */
  static <B> LacunaException report(
      TrainingTask<B> task, String what, double value, long step, List<B> batches, Path work)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    task.parameters()
        .forEach((name, p) -> tensors.add(TensorMemory.tensor("parameter." + name, p)));
    task.buffers().forEach((name, b) -> tensors.add(TensorMemory.tensor("buffer." + name, b)));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      String prefix = "batch" + i + ".";
      for (Tensor t : task.replay(batches.get(i))) {
        tensors.add(new Tensor(prefix + t.name(), t.dtype(), t.shape(), t.data()));
      }
      rows.add(Arrays.toString(task.rows(batches.get(i))));
    }
    Path dump = work.resolve(String.format("diverged-step-%07d.safetensors", step));
    SafetensorsWriter.write(dump, tensors, Map.of("step", String.valueOf(step), "notFinite", what));
    return new LacunaException(
        LacunaException.Kind.DIVERGED,
        what + " at step " + step,
        value + " on the images of rows " + String.join(" ", rows),
        "a finite number",
        "lower baseLearningRate, lengthen warmupEpochs or set clipNorm; the parameters and the"
            + " batch are in "
            + dump);
  }
}
