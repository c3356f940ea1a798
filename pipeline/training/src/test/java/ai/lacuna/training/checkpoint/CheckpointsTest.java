package ai.lacuna.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(folder, 2);
  }

  @Test
  void theNewestComesBackAndOldOnesGo() throws IOException {
    for (int step = 1; step <= 12; step += 5) {
      save(step);
    }
    Checkpoints.Found found = checkpoints.newest(warnings::add).orElseThrow();
    assertThat(found.state()).isEqualTo(state(11));
    try (SafetensorsFile file = SafetensorsFile.open(found.tensors())) {
      assertThat(file.floats("w")).containsExactly(11, 0.5f);
    }
    assertThat(names()).containsExactly("step-0000006", "step-0000011");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aTruncatedOneIsPassedOver() throws IOException {
    save(1);
    save(2);
    Path tensors = folder.resolve("step-0000002/state.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    Files.write(tensors, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertFallsBackTo(1, "bytes instead of");
  }

  @Test
  void aFlippedBitIsFoundInEitherFile() throws IOException {
    save(1);
    save(2);
    flip(folder.resolve("step-0000002/state.safetensors"), -1, 0x40);
    assertFallsBackTo(1, "state.safetensors does not match its digest");
    save(2);
    Path json = folder.resolve("step-0000002/state.json");
    Files.writeString(json, Files.readString(json).replace("\"seed\" : 7", "\"seed\" : 5"));
    assertFallsBackTo(1, "state.json does not match its own digest");
  }

  @Test
  void withoutItsJsonNothingIsComplete() throws IOException {
    save(1);
    Files.delete(folder.resolve("step-0000001/state.json"));
    assertThat(checkpoints.newest(warnings::add)).isEmpty();
    assertThat(warnings).singleElement().asString().contains("no state.json");
  }

  @Test
  void aDamagedOneDoesNotCountAmongThoseKept() throws IOException {
    save(1);
    save(9);
    flip(folder.resolve("step-0000009/state.safetensors"), 20, 1);
    checkpoints.newest(warnings::add);
    save(2);
    save(3);
    assertThat(names()).containsExactly("damaged-step-0000009", "step-0000002", "step-0000003");
    assertThat(checkpoints.newest(warnings::add).orElseThrow().state().step()).isEqualTo(3);
  }

  @Test
  void leftoversOfAKilledWriterAreCleared() throws IOException {
    save(1);
    Path leftover = Files.createDirectories(folder.resolve(".writing-x"));
    Files.writeString(leftover.resolve("state.safetensors"), "half");
    assertThat(checkpoints.newest(warnings::add).orElseThrow().state().step()).isEqualTo(1);
    assertThat(leftover).doesNotExist();
  }

  private void assertFallsBackTo(long step, String reason) throws IOException {
    assertThat(checkpoints.newest(warnings::add).orElseThrow().state().step()).isEqualTo(step);
    assertThat(warnings).last().asString().contains("step-0000002").contains(reason);
  }

  private void save(long step) throws IOException {
    Tensor w = Tensor.of("w", new long[] {2}, new float[] {step, 0.5f});
    checkpoints.save(state(step), List.of(w));
  }

  private static TrainingState state(long step) {
    return new TrainingState(
        step,
        step / 5,
        step % 5,
        step % 5,
        7,
        Json.MAPPER.createObjectNode().put("batch", 8).put("rate", 0.1),
        "float32",
        2,
        1.25 * step,
        Map.of("steps", 1.0, "total", 0.1 + step));
  }

  // A negative index counts from the end.
  private static void flip(Path file, int index, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[index < 0 ? bytes.length + index : index] ^= (byte) bit;
    Files.write(file, bytes);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
