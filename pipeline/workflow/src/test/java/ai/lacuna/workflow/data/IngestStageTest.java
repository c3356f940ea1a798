package ai.lacuna.workflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.Dataset;
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

  private Outcome ingest(Path images) throws InterruptedException {
    String recipe = "name: a\ndata: {shardRows: 2, train: {source: imagefolder, path: '%s'}}\n";
    WorkflowPlan plan =
        WorkflowPlan.of(
            RecipeReader.read("a.yaml", recipe.formatted(images), List.of()), Plugins.load());
    ArtifactStore store = new ArtifactStore(folder.resolve("store"));
    return new WorkflowRunner(store, RunSettings.defaults(), RunListener.NONE)
        .run(plan.stages())
        .get(0);
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
