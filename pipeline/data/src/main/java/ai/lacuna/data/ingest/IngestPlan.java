package ai.lacuna.data.ingest;

import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Reject;
import java.util.List;

/**
 * A whole import, before any image is read; JSON can hold it.
 *
 * @param name what the data set will be called
 * @param source the source plugin's name
 * @param vocabulary names of classes and categories
 * @param channels channels C of the decoded images
 * @param shards what is to be written, independent of each other
 * @param rejects images that planning already refused
 * @param objectRejects objects that planning already refused
 * @param ignored files that no rule takes for an image
 * @param orientation what is done about EXIF orientation
 * @param maxRejects largest share of refused images
 */
public record IngestPlan(
    String name,
    String source,
    Vocabulary vocabulary,
    int channels,
    List<ShardPlan> shards,
    List<Reject> rejects,
    List<Reject> objectRejects,
    long ignored,
    Orientation.Use orientation,
    double maxRejects) {

  /** Class names in the order of their indices. */
  public List<String> classes() {
    return vocabulary.classes();
  }
}
