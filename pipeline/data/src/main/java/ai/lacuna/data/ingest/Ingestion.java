package ai.lacuna.data.ingest;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Imports images in three steps: {@link #plan} on the driver, {@link #writeShard} for each shard on
 * any worker and in any order, {@link #finish} on the driver. Each step may be repeated: equal
 * input gives equal bytes, under a temporary name first.
 */
public final class Ingestion {

  private Ingestion() {}

  /**
   * Looks at a source and cuts it into shards.
   *
   * @param name what the data set will be called
   * @param source name of a {@link SourcePlugin}
   * @param config its settings, of its {@link SourcePlugin#configType()}
   * @param options settings of the import
   * @throws LacunaException of kind DATA if the source is missing, unreadable or holds no image
   */
  public static IngestPlan plan(String name, String source, Record config, IngestOptions options) {
    return plan(name, Sources.named(source), config, options);
  }

  private static <C extends Record & Config, P extends Record> IngestPlan plan(
      String name, SourcePlugin<C, P> plugin, Record config, IngestOptions options) {
    C settings = plugin.configType().cast(config);
    PartSize target = new PartSize(options.shardRows(), (long) options.shardMiB() << 20);
    Listing<P> listing = plugin.plan(settings, target);
    if (options.orientation() == Orientation.Use.APPLY
        && !listing.vocabulary().annotations().isEmpty()) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "orientation",
          "apply",
          "ignore, for a source with boxes or masks, which are those of the stored pixels",
          "turn the files upright before they are annotated");
    }
    List<ShardPlan> shards = new ArrayList<>();
    for (Listing.Part<P> part : listing.parts()) {
      shards.add(
          new ShardPlan(
              shards.size(),
              listing.parts().size(),
              plugin.name(),
              Json.MAPPER.valueToTree(settings),
              Json.MAPPER.valueToTree(part.spec()),
              part.images(),
              part.objects(),
              listing.vocabulary(),
              listing.channels(),
              options.maxPixels(),
              options.orientation()));
    }
    return new IngestPlan(
        name,
        plugin.name(),
        listing.vocabulary(),
        listing.channels(),
        List.copyOf(shards),
        listing.rejects(),
        listing.objectRejects(),
        listing.ignored(),
        options.orientation(),
        options.maxRejects());
  }

  /**
   * A digest of a source's content: it changes with every byte of an image, every name and every
   * label, but not with the place where the source lies.
   *
   * @param source name of a {@link SourcePlugin}
   * @param config its settings
   * @param files digests of its files
   */
  public static String sourceDigest(String source, Record config, FileDigests files) {
    return sourceDigest(Sources.named(source), config, files);
  }

  private static <C extends Record & Config> String sourceDigest(
      SourcePlugin<C, ?> plugin, Record config, FileDigests files) {
    String content = plugin.digest(plugin.configType().cast(config), files);
    return Digest.ofString("source " + plugin.name() + "\n" + content);
  }

  /**
   * Reads a part of the source and writes it as a shard. Every image is decoded once, to know that
   * it can be and for the statistics; what is stored is the original file.
   *
   * @param folder where the shard goes; created if it is missing
   * @throws IOException if reading or writing fails; a repeated call starts afresh
   */
  public static ShardSummary writeShard(ShardPlan plan, Path folder) throws IOException {
    return write(Sources.named(plan.source()), plan, folder);
  }

  private static <C extends Record & Config, P extends Record> ShardSummary write(
      SourcePlugin<C, P> plugin, ShardPlan plan, Path folder) throws IOException {
    C config = convert(plan.config(), plugin.configType());
    P part = convert(plan.part(), plugin.partType());
    try (ShardBuilder shard = new ShardBuilder(plan, folder)) {
      plugin.read(config, part, shard);
      return shard.finish();
    }
  }

  private static <T> T convert(JsonNode json, Class<T> type) throws JsonProcessingException {
    return Json.MAPPER.treeToValue(json, type);
  }

  /**
   * Checks that nothing was lost and writes the manifest, which makes the folder a data set.
   *
   * @param summaries one of each shard, in any order
   * @param folder where the shards are
   * @return what was written into {@link Manifest#FILE}
   * @throws LacunaException of kind DATA if more images were refused than allowed, or none is left
   */
  public static Manifest finish(IngestPlan plan, List<ShardSummary> summaries, Path folder)
      throws IOException {
    return new Finish(plan, summaries).write(folder);
  }
}
