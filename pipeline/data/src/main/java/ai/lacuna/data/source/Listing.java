package ai.lacuna.data.source;

import ai.lacuna.data.shard.Vocabulary;
import java.util.List;

/**
 * What a source holds.
 *
 * @param vocabulary names of classes, of objects' categories and of pixels' classes
 * @param channels channels C that the images are decoded to
 * @param parts the images, cut into parts
 * @param rejects images that can already be refused
 * @param objectRejects objects that can already be refused
 * @param ignored files that no rule takes for an image
 */
public record Listing<P extends Record>(
    Vocabulary vocabulary,
    int channels,
    List<Part<P>> parts,
    List<Reject> rejects,
    List<Reject> objectRejects,
    long ignored) {

  public Listing {
    parts = List.copyOf(parts);
    rejects = List.copyOf(rejects);
    objectRejects = List.copyOf(objectRejects);
  }

  /** A listing in which no object is refused. */
  public Listing(
      Vocabulary vocabulary,
      int channels,
      List<Part<P>> parts,
      List<Reject> rejects,
      long ignored) {
    this(vocabulary, channels, parts, rejects, List.of(), ignored);
  }

  /** Class names in the order of their indices; empty if nothing is labelled. */
  public List<String> classes() {
    return vocabulary.classes();
  }

  /**
   * Some images of a source.
   *
   * @param spec which ones, as the plugin describes it to itself
   * @param images how many there are; as many rows and rejects come of it
   * @param objects how many objects are annotated in them, so that as many are delivered or
   *     rejected; {@link #UNCOUNTED} where only reading tells
   */
  public record Part<P extends Record>(P spec, long images, long objects) {

    /** The number of objects of a part whose objects come about in reading it. */
    public static final long UNCOUNTED = -1;

    /** A part without objects. */
    public Part(P spec, long images) {
      this(spec, images, 0);
    }
  }
}
