package ai.lacuna.data;

import ai.lacuna.api.config.Config;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a source, read where it lies.
 *
 * @param plugin the source
 * @param config its settings
 * @param part the part's description
 * @param size images that planning counted in it
 */
record SourceGroup<C extends Record & Config, P extends Record>(
    SourcePlugin<C, P> plugin, C config, P part, long size) implements RowGroup {

  @Override
  public String place() {
    return plugin.name() + " " + config;
  }

  @Override
  public List<Row> images() throws IOException {
    List<Row> images = new ArrayList<>();
    plugin.read(
        config,
        part,
        new RowSink() {
          @Override
          public void row(Row row) {
            images.add(row);
          }

          @Override
          public void reject(Reject reject) throws IOException {
            throw new IOException(reject.path() + ": " + reject.reason() + ", " + reject.detail());
          }

          @Override
          public void rejectObject(Reject reject) {
            return; // objects are not looked at
          }
        });
    if (images.size() != size) {
      throw new IOException(images.size() + " images, " + size + " were planned");
    }
    return images;
  }

  @Override
  public int[] labels() throws IOException {
    return images().stream().mapToInt(Row::label).toArray();
  }

  @Override
  public List<Annotations> annotations() throws IOException {
    return images().stream().map(Row::annotations).toList();
  }
}
