package ai.lacuna.data.source;

import ai.lacuna.data.shard.ShardSchema.Annotation;
import java.util.List;
import java.util.Set;

/**
 * What a source holds.
 *
 * @param classes class names in the order of their indices; empty if nothing is labelled
 * @param channels channels C that the images are decoded to
 * @param annotations what is known beside classes
 * @param parts the images, cut into parts
 * @param rejects images that can already be refused
 * @param ignored files that no rule takes for an image
 */
public record Listing<P extends Record>(
    List<String> classes,
    int channels,
    Set<Annotation> annotations,
    List<Part<P>> parts,
    List<Reject> rejects,
    long ignored) {

  public Listing {
    classes = List.copyOf(classes);
    annotations = Set.copyOf(annotations);
    parts = List.copyOf(parts);
    rejects = List.copyOf(rejects);
  }

  /**
   * Some images of a source.
   *
   * @param spec which ones, as the plugin describes it to itself
   * @param images how many there are; as many rows and rejects come of it
   */
  public record Part<P extends Record>(P spec, long images) {}
}
