package ai.lacuna.workflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Digest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

  @TempDir private Path folder;

  @Test
  void aLargeArtifactIsReadOnceAndAgainWhenAFileWasTouched() throws IOException {
    Path large = folder.resolve("a/large.bin");
    Files.createDirectories(large.getParent());
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      // Sparse: takes no room on the disk.
      file.setLength(Verification.ALWAYS + 1);
    }
    Artifact artifact = artifact(large);
    Path receipt = folder.resolve("receipt");

    assertThat(Verification.differences(artifact, receipt)).isEmpty();
    assertThat(receipt).content().contains("large.bin");

    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.seek(1000);
      file.write(1);
    }
    assertThat(Verification.differences(artifact, receipt))
        .singleElement()
        .asString()
        .startsWith("large.bin: its SHA-256 is not");
  }

  private Artifact artifact(Path file) throws IOException {
    List<Manifest.Entry> files =
        List.of(
            new Manifest.Entry(
                "large.bin", Files.size(file), Digest.ofFile(file), Manifest.Role.CONTENT));
    Manifest.Ingredients ingredients =
        new Manifest.Ingredients(
            "t", 1, JsonNodeFactory.instance.objectNode(), "", new TreeMap<>());
    Manifest manifest =
        new Manifest(
            Manifest.SCHEMA,
            "k",
            "s",
            ingredients,
            Fingerprint.of(ingredients),
            Manifest.contentDigest(files),
            files,
            JsonNodeFactory.instance.objectNode(),
            Map.of(),
            "");
    return new Artifact(file.getParent(), manifest.withChecksum());
  }
}
