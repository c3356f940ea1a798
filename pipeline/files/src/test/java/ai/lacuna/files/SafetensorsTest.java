package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @TempDir Path folder;

  private final List<Tensor> tensors =
      List.of(
          Tensor.of("weights", new long[] {2, 3}, new float[] {1, -2, 3.5f, 0, 1e-30f, 7}),
          Tensor.of("steps", new long[] {1}, new long[] {1L << 40}),
          Tensor.of("scalar", new long[] {}, new float[] {4}));

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of("seed", "7"));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.names()).containsExactly("weights", "steps", "scalar");
      assertThat(read.entry("weights").shape()).containsExactly(2, 3);
      assertThat(read.floats("weights")).containsExactly(1, -2, 3.5f, 0, 1e-30f, 7);
      assertThat(read.longs("steps")).containsExactly(1L << 40);
      assertThat(read.entry("scalar").shape()).isEmpty();
      assertThat(read.metadata()).containsEntry("seed", "7");
    }
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    SafetensorsWriter.write(a, tensors, Map.of("x", "1", "y", "2"));
    SafetensorsWriter.write(b, tensors, Map.of("y", "2", "x", "1"));
    assertThat(Files.readAllBytes(a)).isEqualTo(Files.readAllBytes(b));
    // Data starts on an 8-byte boundary, so that a mapping of it is aligned.
    assertThat(Files.readAllBytes(a)[0] % 8).isZero();
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    Path file = folder.resolve("whole");
    SafetensorsWriter.write(file, tensors, Map.of());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = folder.resolve("cut");
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsFile.open(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void wrongTypeAndUnknownNameAreNamed() throws IOException {
    Path file = folder.resolve("a");
    SafetensorsWriter.write(file, tensors, Map.of());
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> read.longs("weights")).hasMessageContaining("'weights' is F32");
      assertThatThrownBy(() -> read.floats("weight")).hasMessageContaining("'weight'");
    }
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    List<Tensor> twice = List.of(tensors.get(1), tensors.get(1));
    assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("a"), twice, Map.of()))
        .hasMessageContaining("'steps'");
    assertThat(folder).isEmptyDirectory();
  }
}
