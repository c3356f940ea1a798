package ai.lacuna.data.ingest;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.image.UndecodableImage;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardReader;
import ai.lacuna.data.shard.ShardWriter;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Writes one shard under a temporary name; closed before it is finished, it leaves nothing. */
final class ShardBuilder implements RowSink, Closeable {

  private final ShardPlan plan;
  private final Path target;
  private final Path temporary;
  private final ShardWriter writer;
  private final StatisticsBuilder statistics;
  private final AnnotationCheck check;
  private final List<Reject> rejects = new ArrayList<>();
  private final List<Reject> objectRejects = new ArrayList<>();
  private long rows;
  private long objects;

  ShardBuilder(ShardPlan plan, Path folder) throws IOException {
    this.plan = plan;
    this.target = folder.resolve(plan.file());
    this.temporary = folder.resolve("." + plan.file() + "." + UUID.randomUUID());
    this.statistics = new StatisticsBuilder(plan.channels(), plan.vocabulary());
    this.check = new AnnotationCheck(plan.vocabulary(), plan.maxPixels());
    Files.createDirectories(folder);
    this.writer = new ShardWriter(temporary, plan.vocabulary());
  }

  @Override
  public void row(Row row) throws IOException {
    int announced = row.annotations().objects().size();
    int classes = plan.vocabulary().classes().size();
    if (row.label() < Row.UNLABELLED || row.label() >= classes) {
      String detail = "label %d, but there are %d classes".formatted(row.label(), classes);
      reject(new Reject(row.path(), "bad-label", detail), announced);
      return;
    }
    Orientation orientation = ImageDecoder.orientation(row.bytes());
    Image image;
    long[] pixels;
    try {
      Image stored = ImageDecoder.decode(row.bytes(), plan.channels(), plan.maxPixels());
      image = plan.orientation() == Orientation.Use.APPLY ? orientation.upright(stored) : stored;
      pixels = check.semantic(row, image);
    } catch (UndecodableImage e) {
      String reason = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      reject(new Reject(row.path(), reason, String.valueOf(e.getMessage())), announced);
      return;
    } catch (AnnotationCheck.Refusal e) {
      reject(e.reject(), announced);
      return;
    }
    List<Instance> good = check.objects(row, image, objectRejects::add);
    good.forEach(object -> statistics.add(object, image.height(), image.width()));
    statistics.add(pixels);
    statistics.add(image, row.label(), row.bytes().length);
    statistics.add(orientation);
    Annotations annotations = new Annotations(good, row.annotations().semantic());
    writer.write(new Row(row.path(), row.bytes(), row.label(), annotations));
    rows++;
    objects += good.size();
  }

  @Override
  public void reject(Reject reject) {
    rejects.add(reject);
  }

  @Override
  public void rejectObject(Reject reject) {
    objectRejects.add(reject);
  }

  /** Puts the shard in its place. */
  ShardSummary finish() throws IOException {
    if (rows + rejects.size() != plan.images()) {
      throw new IOException(
          "source %s delivered %d images and %d rejects for %s, but had announced %d images"
              .formatted(plan.source(), rows, rejects.size(), plan.file(), plan.images()));
    }
    if (plan.objects() != Listing.Part.UNCOUNTED
        && objects + objectRejects.size() != plan.objects()) {
      throw new IOException(
          "source %s delivered %d objects and %d rejects for %s, but had announced %d objects"
              .formatted(
                  plan.source(), objects, objectRejects.size(), plan.file(), plan.objects()));
    }
    writer.close();
    List<Integer> groupRows;
    try (ShardReader reader = new ShardReader(temporary)) {
      groupRows = Arrays.stream(reader.groupRows()).boxed().toList();
    }
    String sha256 = Digest.ofFile(temporary);
    long bytes = Files.size(temporary);
    AtomicFiles.rename(temporary, target);
    return new ShardSummary(
        plan.index(),
        plan.file(),
        bytes,
        sha256,
        groupRows,
        statistics.build(),
        rejects,
        objectRejects);
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close(); // does nothing the second time
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
