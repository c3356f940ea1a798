package ai.lacuna.data.source.shapes;

import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Generated images of one or more shapes on a textured background, with class, boxes, instance
 * masks and semantic mask. Colour, brightness, covered area, place, size and rotation are drawn
 * independently of the class: only form tells it.
 */
public final class ShapesPlugin implements SourcePlugin<ShapesConfig, ShapesPart> {

  /** Goes up whenever the same settings give other rows, so that cached data sets turn stale. */
  private static final int VERSION = 3;

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public String summary() {
    return "generated shapes on textured backgrounds, with classes, boxes and masks";
  }

  @Override
  public Class<ShapesConfig> configType() {
    return ShapesConfig.class;
  }

  @Override
  public Class<ShapesPart> partType() {
    return ShapesPart.class;
  }

  @Override
  public Listing<ShapesPart> plan(ShapesConfig config, PartSize target) {
    // About what a row takes: the image, a semantic mask and at least one instance mask.
    long rowBytes = (config.channels() + 2L) * config.height() * config.width();
    long rows = Math.max(1, Math.min(target.rows(), target.bytes() / rowBytes));
    List<String> classes = Kind.names(config.classes());
    List<String> pixels = new ArrayList<>(List.of("background"));
    pixels.addAll(classes);
    List<Listing.Part<ShapesPart>> parts = new ArrayList<>();
    for (long from = 0; from < config.count(); from += rows) {
      long to = Math.min(config.count(), from + rows);
      parts.add(new Listing.Part<>(new ShapesPart(from, to), to - from, Listing.Part.UNCOUNTED));
    }
    return new Listing<>(
        new Vocabulary(classes, classes, pixels), config.channels(), parts, List.of(), 0);
  }

  @Override
  public void read(ShapesConfig config, ShapesPart part, RowSink sink) throws IOException {
    for (long index = part.from(); index < part.to(); index++) {
      sink.row(Scene.draw(config, index));
    }
  }

  @Override
  public String digest(ShapesConfig config, FileDigests files) {
    return Digest.ofString(VERSION + "\n" + Json.line(config));
  }
}
