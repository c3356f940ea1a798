package ai.lacuna.workflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

  @TempDir private Path folder;
  private ArtifactStore store;

  @BeforeEach
  void open() {
    store = new ArtifactStore(folder);
  }

  private static Manifest.Ingredients ingredients(int epochs) {
    ObjectNode config = JsonNodeFactory.instance.objectNode().put("epochs", epochs);
    return new Manifest.Ingredients("train", 1, config, "0", new TreeMap<>());
  }

  private Artifact publish(int epochs) throws IOException {
    Manifest.Ingredients ingredients = ingredients(epochs);
    WorkFolder work = store.workFolder("encoder", Fingerprint.of(ingredients));
    try (Lease lease = ((Lease.Taken) store.tryLease(work)).lease()) {
      work.prepare(ingredients);
      Files.writeString(work.output().resolve("weights.bin"), "weights of " + epochs);
      Files.createDirectories(work.output().resolve("samples"));
      Files.writeString(work.output().resolve("samples/1.txt"), "picture");
      Files.writeString(work.output().resolve(".weights.bin.123"), "half a file");
      Artifact artifact =
          store.publish(
              work,
              lease,
              "encoder",
              "pretrain",
              ingredients,
              JsonNodeFactory.instance.objectNode(),
              path -> path.startsWith("samples/"),
              Map.of("finished", "2026-01-01T00:00:00Z"));
      store.discard(work);
      return artifact;
    }
  }

  private Lookup find(int epochs) throws IOException {
    return store.find("encoder", Fingerprint.of(ingredients(epochs)));
  }

  @Test
  void findsWhatWasPublished() throws Exception {
    Artifact artifact = publish(10);

    assertThat(find(10)).isEqualTo(new Lookup.Found(artifact));
    assertThat(find(11)).isEqualTo(new Lookup.Absent());
    assertThat(artifact.manifest().files())
        .extracting(Manifest.Entry::path)
        .containsExactly("samples/1.txt", "weights.bin");
    assertThat(store.list("encoder")).containsExactly(artifact);
  }

  @Test
  void aFlippedByteIsDetectedInEveryFile() throws Exception {
    Artifact artifact = publish(10);
    for (String file : List.of("weights.bin", "samples/1.txt", Manifest.FILE)) {
      // All but the line break at the end, which means nothing.
      byte[] good = Files.readAllBytes(artifact.file(file));
      for (int position = 0; position < good.length - 1; position += 3) {
        byte[] bad = good.clone();
        bad[position] ^= 1;
        Files.write(artifact.file(file), bad);
        assertThat(find(10)).as(file + " at " + position).isInstanceOf(Lookup.Broken.class);
      }
      Files.write(artifact.file(file), good);
      assertThat(find(10)).isInstanceOf(Lookup.Found.class);
    }
  }

  @Test
  void missingAndAdditionalFilesAreDetected() throws Exception {
    Artifact artifact = publish(10);

    Files.writeString(artifact.file("more.txt"), "");
    assertThat(((Lookup.Broken) find(10)).reasons())
        .containsExactly("more.txt: not listed in the manifest");
    Files.delete(artifact.file("more.txt"));
    Files.delete(artifact.file("weights.bin"));
    assertThat(((Lookup.Broken) find(10)).reasons()).containsExactly("weights.bin: missing");
  }

  @Test
  void aFolderWithoutManifestIsNoArtifact() throws Exception {
    Artifact artifact = publish(10);
    Files.delete(artifact.file(Manifest.FILE));

    assertThat(find(10)).isInstanceOf(Lookup.Broken.class);
    assertThat(store.list("encoder")).isEmpty();
  }

  @Test
  void halfMadeWorkIsNeverVisibleAndIsKept() throws Exception {
    Manifest.Ingredients ingredients = ingredients(10);
    WorkFolder work = store.workFolder("encoder", Fingerprint.of(ingredients));
    work.prepare(ingredients);
    Files.writeString(work.output().resolve("weights.bin"), "half");
    Files.writeString(work.scratch().resolve("checkpoint"), "step 5");

    assertThat(find(10)).isEqualTo(new Lookup.Absent());
    assertThat(store.list("encoder")).isEmpty();
    work.prepare(ingredients);
    assertThat(work.scratch().resolve("checkpoint")).hasContent("step 5");
  }

  @Test
  void leftoversOfOtherInputsAreNotUsed() throws Exception {
    Manifest.Ingredients before = ingredients(10);
    WorkFolder work = store.workFolder("encoder", Fingerprint.of(before));
    work.prepare(before);
    Files.writeString(work.scratch().resolve("checkpoint"), "step 5");
    TreeMap<String, Manifest.Parent> inputs = new TreeMap<>();
    inputs.put("data", new Manifest.Parent("dataset", "f", "digest"));

    work.prepare(new Manifest.Ingredients("train", 1, before.config(), "0", inputs));

    assertThat(work.scratch()).isEmptyDirectory();
  }

  @Test
  void publishingAgainReplacesABrokenArtifact() throws Exception {
    Artifact artifact = publish(10);
    Files.writeString(artifact.file("weights.bin"), "damaged");

    publish(10);

    assertThat(find(10)).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void equalContentHasEqualDigests() throws Exception {
    String first = publish(10).digest();
    Files.writeString(publish(10).file("samples/1.txt"), "another picture");

    assertThat(publish(10).digest()).isEqualTo(first);
    assertThat(publish(11).digest()).isNotEqualTo(first);
  }
}
