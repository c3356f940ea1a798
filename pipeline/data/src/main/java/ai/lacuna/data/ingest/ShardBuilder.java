package ai.lacuna.data.ingest;

import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.image.UndecodableImage;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardReader;
import ai.lacuna.data.shard.ShardSchema.Annotation;
import ai.lacuna.data.shard.ShardWriter;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Writes one shard under a temporary name; closed before it is finished, it leaves nothing. */
final class ShardBuilder implements RowSink, Closeable {

  private final ShardPlan plan;
  private final Path target;
  private final Path temporary;
  private final ShardWriter writer;
  private final StatisticsBuilder statistics;
  private final List<Reject> rejects = new ArrayList<>();
  private long rows;

  ShardBuilder(ShardPlan plan, Path folder) throws IOException {
    this.plan = plan;
    this.target = folder.resolve(plan.file());
    this.temporary = folder.resolve("." + plan.file() + "." + UUID.randomUUID());
    this.statistics = new StatisticsBuilder(plan.channels(), plan.classes().size());
    Set<Annotation> annotations = EnumSet.noneOf(Annotation.class);
    annotations.addAll(plan.annotations());
    Files.createDirectories(folder);
    this.writer = new ShardWriter(temporary, plan.classes(), annotations);
  }

  @Override
  public void row(Row row) throws IOException {
    if (row.label() < Row.UNLABELLED || row.label() >= plan.classes().size()) {
      String detail = "label %d, but there are %d classes".formatted(row.label(), classes());
      reject(new Reject(row.path(), "bad-label", detail));
      return;
    }
    Image image;
    try {
      image = ImageDecoder.decode(row.bytes(), plan.channels(), plan.maxPixels());
    } catch (UndecodableImage e) {
      String reason = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      reject(new Reject(row.path(), reason, String.valueOf(e.getMessage())));
      return;
    }
    statistics.add(image, row.label(), row.bytes().length);
    writer.write(row);
    rows++;
  }

  private int classes() {
    return plan.classes().size();
  }

  @Override
  public void reject(Reject reject) {
    rejects.add(reject);
  }

  /** Puts the shard in its place. */
  ShardSummary finish() throws IOException {
    if (rows + rejects.size() != plan.images()) {
      throw new IOException(
          "source %s delivered %d images and %d rejects for %s, but had announced %d images"
              .formatted(plan.source(), rows, rejects.size(), plan.file(), plan.images()));
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
        plan.index(), plan.file(), bytes, sha256, groupRows, statistics.build(), rejects);
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
