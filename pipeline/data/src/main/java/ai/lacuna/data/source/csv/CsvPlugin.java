package ai.lacuna.data.source.csv;

import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.MixedOrder;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that a list in CSV or TSV names, with the class of each. An empty label leaves an image
 * without a class; one that is not among the classes is refused.
 */
public final class CsvPlugin implements SourcePlugin<CsvConfig, CsvPart> {

  /** An image with its class index. */
  private record Labelled(String path, long bytes, int label) {}

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String summary() {
    return "a CSV or TSV file with the path and the class of each image";
  }

  @Override
  public Class<CsvConfig> configType() {
    return CsvConfig.class;
  }

  @Override
  public Class<CsvPart> partType() {
    return CsvPart.class;
  }

  @Override
  public Listing<CsvPart> plan(CsvConfig config, PartSize target) {
    CsvList list = CsvList.of(config);
    ClassList classes = list.classes();
    List<Reject> rejects = new ArrayList<>(list.rejects());
    List<Labelled> images = new ArrayList<>();
    for (CsvList.Line line : list.lines()) {
      Integer label = label(line.label(), classes);
      if (label == null) {
        String detail = "'" + line.label() + "' is not among the classes";
        rejects.add(new Reject(line.path(), "bad-label", detail));
      } else {
        images.add(new Labelled(line.path(), line.bytes(), label));
      }
    }
    return new Listing<>(
        Vocabulary.ofClasses(classes == null ? List.of() : classes.names()),
        config.channels(),
        target.cut(MixedOrder.of(images, Labelled::path), Labelled::bytes, CsvPlugin::part),
        rejects,
        0);
  }

  private static @Nullable Integer label(@Nullable String label, @Nullable ClassList classes) {
    return label == null || label.isEmpty() || classes == null
        ? Integer.valueOf(Row.UNLABELLED)
        : classes.index(label);
  }

  private static Listing.Part<CsvPart> part(List<Labelled> images) {
    return new Listing.Part<>(
        new CsvPart(
            images.stream().map(Labelled::path).toList(),
            images.stream().map(Labelled::label).toList()),
        images.size());
  }

  @Override
  public void read(CsvConfig config, CsvPart part, RowSink sink) throws IOException {
    ImageFiles files = new ImageFiles(CsvList.root(config));
    for (int i = 0; i < part.paths().size(); i++) {
      String path = part.paths().get(i);
      byte[] bytes;
      try {
        bytes = files.read(path);
      } catch (ImageFiles.Refusal e) {
        sink.reject(e.reject());
        continue;
      }
      sink.row(Row.of(path, bytes, part.labels().get(i)));
    }
  }

  @Override
  public String digest(CsvConfig config, FileDigests digests) {
    CsvList list = CsvList.of(config);
    ContentDigest digest = new ContentDigest(config, digests);
    digest.file("list", Path.of(config.path()));
    Path classes = CsvList.classFile(config);
    if (classes != null) {
      digest.file("classes", classes);
    }
    List<String> paths = list.lines().stream().map(CsvList.Line::path).toList();
    return digest.images(new ImageFiles(CsvList.root(config)), paths).value();
  }
}
