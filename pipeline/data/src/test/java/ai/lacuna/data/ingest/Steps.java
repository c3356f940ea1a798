package ai.lacuna.data.ingest;

import ai.lacuna.data.TestImages;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import ai.lacuna.files.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The steps of an import in one process, one after the other. */
final class Steps {

  private Steps() {}

  /** A new folder of ten cats and ten dogs. */
  static Path pets(Path parent) throws IOException {
    Path source = parent.resolve("source");
    TestImages.folder(source, 10, "cat", "dog");
    return source;
  }

  static IngestOptions options(double maxRejects, int shardRows) {
    return new IngestOptions(maxRejects, 1_000_000, Orientation.Use.IGNORE, shardRows, 128);
  }

  /** Plans the import of a folder of images with three channels. */
  static IngestPlan plan(Path source, IngestOptions options) {
    return Ingestion.plan(
        "pets", "imagefolder", new ImageFolderConfig(source.toString(), 3), options);
  }

  static List<ShardSummary> write(IngestPlan plan, Path folder) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, folder));
    }
    return summaries;
  }

  /** Writes all shards and the manifest. */
  static Manifest run(IngestPlan plan, Path folder) throws IOException {
    return Ingestion.finish(plan, write(plan, folder), folder);
  }

  /** The digest of each file in a folder, by name. */
  static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Digest.ofFile(file));
      }
    }
    return contents;
  }
}
