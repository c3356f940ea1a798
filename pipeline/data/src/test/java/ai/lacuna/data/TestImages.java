package ai.lacuna.data;

import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.ingest.IngestOptions;
import ai.lacuna.data.ingest.IngestPlan;
import ai.lacuna.data.ingest.Ingestion;
import ai.lacuna.data.ingest.ShardPlan;
import ai.lacuna.data.ingest.ShardSummary;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import ai.lacuna.data.source.shapes.ShapesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Images and data sets for tests. */
public final class TestImages {

  private TestImages() {}

  /** A PNG of noise. */
  public static byte[] png(int height, int width, long seed) {
    byte[] pixels = new byte[3 * height * width];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return ImageEncoder.encode(new Image(3, height, width, pixels));
  }

  /** Writes images of different sizes, {@code perClass} for each class. */
  public static void folder(Path root, int perClass, String... classes) throws IOException {
    for (int c = 0; c < classes.length; c++) {
      Path folder = Files.createDirectories(root.resolve(classes[c]));
      for (int i = 0; i < perClass; i++) {
        byte[] png = png(8 + i % 5, 9 + i % 3, c * 1000L + i);
        Files.write(folder.resolve("%03d.png".formatted(i)), png);
      }
    }
  }

  /** Imports a folder. */
  public static Dataset importFolder(Path source, Path target, IngestOptions options)
      throws IOException {
    return run(
        Ingestion.plan("test", "imagefolder", new ImageFolderConfig(source.toString(), 3), options),
        target);
  }

  /** Generates and imports shapes of 16 x 16 pixels. */
  public static Dataset shapes(long count, Path target, IngestOptions options) throws IOException {
    ShapesConfig config = new ShapesConfig(count, 16, 16, 3, 8, 1, 0);
    return run(Ingestion.plan("shapes", "shapes", config, options), target);
  }

  /** Shards of so many images. */
  public static IngestOptions shards(int rows) {
    IngestOptions defaults = IngestOptions.defaults();
    return new IngestOptions(
        defaults.maxRejects(),
        defaults.maxPixels(),
        defaults.orientation(),
        rows,
        defaults.shardMiB());
  }

  /** Imports from a source with its default options. */
  public static Dataset importFrom(String source, Record config, Path target) throws IOException {
    return run(Ingestion.plan("test", source, config, IngestOptions.defaults()), target);
  }

  private static Dataset run(IngestPlan plan, Path target) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, target));
    }
    Ingestion.finish(plan, summaries, target);
    return Dataset.open(target);
  }
}
