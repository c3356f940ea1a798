package ai.lacuna.data.ingest;

import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Listing;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * All that is needed to write one shard, on any machine that reaches the source; JSON can hold it.
 *
 * @param index number of the shard, from 0
 * @param of number of shards
 * @param source the source plugin's name
 * @param config the plugin's settings
 * @param part the plugin's description of the part
 * @param images images in the part; as many rows and rejects come of it
 * @param objects objects annotated in them, or {@link Listing.Part#UNCOUNTED}
 * @param vocabulary names of classes and categories, for the shard's footer
 * @param channels channels C that the images are decoded to
 * @param maxPixels larger images are refused
 * @param orientation what is done about EXIF orientation
 */
public record ShardPlan(
    int index,
    int of,
    String source,
    JsonNode config,
    JsonNode part,
    long images,
    long objects,
    Vocabulary vocabulary,
    int channels,
    long maxPixels,
    Orientation.Use orientation) {

  /** The shard's file name. */
  public String file() {
    return "shard-%05d-of-%05d.parquet".formatted(index, of);
  }
}
