package ai.lacuna.data.source;

import ai.lacuna.api.config.Config;
import ai.lacuna.data.shard.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a source delivers. */
public final class Collected implements RowSink {

  public final List<Row> rows = new ArrayList<>();
  public final List<Reject> rejects = new ArrayList<>();
  public final List<Reject> objectRejects = new ArrayList<>();

  /** Everything that a source holds, with the promise about counts checked for each part. */
  public static <C extends Record & Config, P extends Record> Collected all(
      SourcePlugin<C, P> plugin, C config, PartSize target) throws IOException {
    Collected all = new Collected();
    Listing<P> listing = plugin.plan(config, target);
    all.rejects.addAll(listing.rejects());
    for (Listing.Part<P> part : listing.parts()) {
      Collected one = new Collected();
      plugin.read(config, part.spec(), one);
      if (one.rows.size() + one.rejects.size() != part.images()
          || part.objects() != Listing.Part.UNCOUNTED && one.objects() != part.objects()) {
        throw new AssertionError("announced " + part + ", delivered " + one);
      }
      all.rows.addAll(one.rows);
      all.rejects.addAll(one.rejects);
      all.objectRejects.addAll(one.objectRejects);
    }
    return all;
  }

  private long objects() {
    return rows.stream().mapToLong(row -> row.annotations().objects().size()).sum()
        + objectRejects.size();
  }

  @Override
  public void row(Row row) {
    rows.add(row);
  }

  @Override
  public void reject(Reject reject) {
    rejects.add(reject);
  }

  @Override
  public void rejectObject(Reject reject) {
    objectRejects.add(reject);
  }

  @Override
  public String toString() {
    return rows.size() + " rows, " + rejects + ", " + objectRejects;
  }
}
