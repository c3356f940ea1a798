package ai.lacuna.training;

import ai.lacuna.data.Dataset;
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

/** Makes data sets of small generated pictures. */
final class Pictures {

  private Pictures() {}

  /** Colour ramps of 16 × 16 pixels with some noise. */
  static Dataset dataset(Path folder, int count) throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < count; i++) {
      Image image = new Image(3, 16, 16, ramp(random));
      Files.write(images.resolve(String.format("%04d.png", i)), ImageEncoder.encode(image));
    }
    return imported(images, folder.resolve("data"));
  }

  private static byte[] ramp(SplittableRandom random) {
    byte[] pixels = new byte[16 * 16 * 3];
    double[] slope = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    double[] base = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    for (int i = 0; i < pixels.length; i++) {
      int c = i % 3;
      double ramp = base[c] * 120 + slope[c] * (i / 3 % 16 + i / 48) * 4;
      pixels[i] = (byte) (ramp + 10 * random.nextDouble());
    }
    return pixels;
  }

  /** The data set of a folder of images. */
  static Dataset imported(Path images, Path folder) throws IOException {
    IngestPlan plan =
        Ingestion.plan(
            "pictures",
            "imagefolder",
            new ImageFolderConfig(images.toString(), 3),
            IngestOptions.defaults());
    return run(plan, folder);
  }

  /** Generated shapes of 16 × 16 pixels in four classes. */
  static Dataset labelled(Path folder, int count) throws IOException {
    ShapesConfig config = new ShapesConfig(count, 16, 16, 3, 4, 1, 0);
    return run(Ingestion.plan("shapes", "shapes", config, IngestOptions.defaults()), folder);
  }

  private static Dataset run(IngestPlan plan, Path folder) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, folder));
    }
    Ingestion.finish(plan, summaries, folder);
    return Dataset.open(folder);
  }
}
