package ai.lacuna.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.image.HandMadeFiles;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.source.shapes.ShapesConfig;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrientedImportTest {

  @TempDir Path temp;

  @Test
  void recordsOrientationAndAppliesItWhereAsked() throws IOException {
    Path source = Files.createDirectories(temp.resolve("source"));
    Files.write(source.resolve("a.jpg"), turned());
    Dataset stored =
        TestImages.importFolder(source, temp.resolve("stored"), IngestOptions.defaults());
    assertThat(Objects.requireNonNull(stored.manifest().orientations()).counts())
        .containsExactly(Map.entry(Orientation.CLOCKWISE, 1L));
    assertThat(stored.image(0).width()).isEqualTo(24);
    assertThat(stored.manifest().sizes().maxWidth()).isEqualTo(24);

    IngestOptions options = IngestOptions.defaults();
    IngestOptions applying =
        new IngestOptions(
            options.maxRejects(),
            options.maxPixels(),
            Orientation.Use.APPLY,
            options.shardRows(),
            options.shardMiB());
    Dataset upright = TestImages.importFolder(source, temp.resolve("upright"), applying);
    assertThat(upright.image(0))
        .usingRecursiveComparison()
        .isEqualTo(Orientation.CLOCKWISE.upright(stored.image(0)));
    assertThat(upright.manifest().sizes().maxHeight()).isEqualTo(24);
    assertThat(upright.digest()).isNotEqualTo(stored.digest());
    try (EvalLoader loader = new EvalLoader(upright, new ImageShape(3, 24, 16), 1, 1)) {
      assertThat(loader.next().pixels()[0]).isEqualTo(upright.image(0).pixels()[0]);
    }
  }

  @Test
  void doesNotTurnImagesUnderTheirBoxes() {
    IngestOptions options = IngestOptions.defaults();
    IngestOptions applying =
        new IngestOptions(0, options.maxPixels(), Orientation.Use.APPLY, 1024, 64);
    assertThatThrownBy(() -> Ingestion.plan("s", "shapes", ShapesConfig.defaults(), applying))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("orientation: given apply, expected ignore");
  }

  /** A JPEG of 24 x 16 pixels that says it must be turned clockwise. */
  private static byte[] turned() throws IOException {
    BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      picture.setRGB(x, x / 2, 0xFF8040);
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpeg", jpeg);
    return HandMadeFiles.turned(jpeg.toByteArray(), 6);
  }
}
