package ai.lacuna.workflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.FileDigests;
import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.catalog.Plugins;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.run.RunListener;
import ai.lacuna.workflow.run.RunSettings;
import ai.lacuna.workflow.run.WorkflowPlan;
import ai.lacuna.workflow.run.WorkflowRunner;
import ai.lacuna.workflow.store.ArtifactStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestStageTest {

  @TempDir private Path folder;

  private static void picture(Path file, int colour) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 4, colour);
    ImageIO.write(image, "png", file.toFile());
  }

  private static WorkflowPlan plan(Path images, FileDigests files) {
    String recipe = "name: a\ndata: {shardRows: 2, train: {source: imagefolder, path: '%s'}}\n";
    return WorkflowPlan.of(
        RecipeReader.read("a.yaml", recipe.formatted(images), List.of()), Plugins.load(), files);
  }

  private Outcome ingest(Path images) throws IOException, InterruptedException {
    ArtifactStore store = new ArtifactStore(folder.resolve("store"));
    return new WorkflowRunner(store, RunSettings.defaults(), RunListener.NONE)
        .run(plan(images, store.fileDigests()).stages())
        .get(0);
  }

  @Test
  void planningReadsAnUnchangedSourceOnceAndSeesAByteThatChangedUnderTheSameTime()
      throws Exception {
    Path images = folder.resolve("images");
    Path file = images.resolve("class/0.pam");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "P7");
    FileTime time = Files.getLastModifiedTime(file);
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    Path memory = folder.resolve("memory");

    FileDigests first = FileDigests.in(memory, later);
    String planned = plan(images, first).stages().get(0).fingerprint();
    assertThat(first.filesRead()).isEqualTo(1);
    first.save();

    FileDigests second = FileDigests.in(memory, later);
    assertThat(plan(images, second).stages().get(0).fingerprint()).isEqualTo(planned);
    assertThat(second.filesRead()).isZero();

    Files.writeString(file, "P8");
    Files.setLastModifiedTime(file, time);
    assertThat(plan(images, second).stages().get(0).fingerprint()).isNotEqualTo(planned);
  }

  @Test
  void aMovedFolderIsCachedAndAChangedByteIsNot() throws Exception {
    Path images = folder.resolve("images");
    for (int i = 0; i < 5; i++) {
      picture(images.resolve("class-" + i % 2).resolve(i + ".png"), 1000 * i);
    }

    Outcome first = ingest(images);
    assertThat(Dataset.open(first.folder()).rows()).isEqualTo(5);
    assertThat(first.status()).isEqualTo(Status.RAN);

    Path moved = folder.resolve("moved");
    Files.move(images, moved);
    Outcome second = ingest(moved);
    assertThat(second.status()).isEqualTo(Status.CACHED);
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());

    picture(moved.resolve("class-0/0.png"), 7);
    assertThat(ingest(moved).status()).isEqualTo(Status.RAN);
  }
}
