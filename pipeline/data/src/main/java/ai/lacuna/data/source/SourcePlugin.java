package ai.lacuna.data.source;

import ai.lacuna.api.config.Config;
import ai.lacuna.files.FileDigests;
import java.io.IOException;

/**
 * A kind of place that images come from. List the implementation in {@code
 * META-INF/services/ai.lacuna.data.source.SourcePlugin}; it needs a public constructor without
 * arguments.
 *
 * <p>Planning looks at names and sizes and cuts the images into parts; reading delivers the images
 * of one part, on any machine that reaches the source. Both are pure functions of the source's
 * content: planned or read twice, the same images come in the same order.
 *
 * @param <C> the settings, a record with a static {@code defaults()}
 * @param <P> what describes a part, a record that JSON can hold
 */
public interface SourcePlugin<C extends Record & Config, P extends Record> {

  /** What a recipe calls it after {@code source:}, in lower case. */
  String name();

  /** One line for listings. */
  String summary();

  /** The settings' type. */
  Class<C> configType();

  /** The type of a part's description. */
  Class<P> partType();

  /**
   * Lists what is there.
   *
   * @param config checked settings
   * @param target how large a part should be
   * @throws ai.lacuna.api.config.LacunaException of kind DATA if the source is missing, unreadable
   *     or holds no image
   */
  Listing<P> plan(C config, PartSize target);

  /**
   * Delivers the images of a part, in order. Every image that was counted in planning ends as a row
   * or as a reject.
   *
   * @throws IOException if the source as a whole fails, which is worth a retry; a single bad file
   *     is a reject
   */
  void read(C config, P part, RowSink sink) throws IOException;

  /**
   * A digest of the source's content: another one as soon as a byte of an image, a name or a label
   * changes. It must not depend on where the source lies.
   *
   * @param config checked settings
   * @param files digests of whole files, which need not all be read again
   * @throws ai.lacuna.api.config.LacunaException as {@link #plan}
   */
  String digest(C config, FileDigests files);
}
