package ai.lacuna.data.source.tar;

import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tar archives in WebDataset's convention: {@code 0001.jpg} and {@code 0001.cls} are one sample.
 * Archives are read in the order of their names, samples in theirs. Archives within archives are
 * not opened.
 *
 * @see <a href="https://github.com/webdataset/webdataset">WebDataset</a>
 */
public final class TarPlugin implements SourcePlugin<TarConfig, TarPart> {

  private static final List<String> ENDINGS = List.of(".tar", ".tar.gz", ".tgz");

  @Override
  public String name() {
    return "tar";
  }

  @Override
  public String summary() {
    return "tar archives, packed or not, with images and labels as in WebDataset";
  }

  @Override
  public Class<TarConfig> configType() {
    return TarConfig.class;
  }

  @Override
  public Class<TarPart> partType() {
    return TarPart.class;
  }

  @Override
  public Listing<TarPart> plan(TarConfig config, PartSize target) {
    TarScan scan = new TarScan(config, target);
    Problems problems = new Problems();
    for (Path archive : archives(config)) {
      try {
        scan.add(archive);
      } catch (IOException e) {
        problems.add(
            archive.toString(),
            String.valueOf(e.getMessage()),
            "a whole tar archive, packed with gzip or not",
            "fetch or pack it again");
      }
    }
    problems.throwIfAny(Kind.DATA);
    Path names = classFile(config);
    ClassList classes =
        names == null ? ClassList.found(scan.labels(), config.path()) : ClassList.read(names);
    List<Listing.Part<TarPart>> parts = scan.parts(classes);
    if (parts.isEmpty()) {
      throw Places.problem(
          Path.of(config.path()),
          "archives without an image (" + scan.ignored() + " other entries)",
          "entries such as 0001.jpg and 0001.cls",
          "set image to the ending of the images");
    }
    return new Listing<>(
        Vocabulary.ofClasses(classes.names()), config.channels(), parts, List.of(), scan.ignored());
  }

  @Override
  public void read(TarConfig config, TarPart part, RowSink sink) throws IOException {
    Path archive =
        Files.isDirectory(Path.of(config.path()))
            ? Path.of(config.path()).resolve(part.archive())
            : Path.of(config.path());
    TarSamples.Content content = TarSamples.Content.IMAGES_AND_LABELS;
    Set<Integer> duplicates = new HashSet<>(part.duplicates());
    try (TarSamples samples = new TarSamples(config, archive, part.start(), content)) {
      for (int i = 0; i < part.labels().size(); i++) {
        TarSamples.Sample sample = samples.next();
        if (sample == null) {
          throw new IOException(archive + " changed since planning: it has fewer samples");
        }
        deliver(sample, part.labels().get(i), duplicates.contains(i), sink);
      }
    }
  }

  private static void deliver(TarSamples.Sample sample, int label, boolean duplicate, RowSink sink)
      throws IOException {
    String text = sample.label();
    Reject reject = sample.reject();
    if (reject != null) {
      sink.reject(reject);
    } else if (duplicate) {
      sink.reject(new Reject(sample.path(), "duplicate", "its key came earlier in the archive"));
    } else if (label == TarPart.OUTSIDE) {
      sink.reject(
          new Reject(sample.path(), "bad-label", "'" + text + "' is not among the classes"));
    } else {
      sink.row(Row.of(sample.path(), sample.imageBytes(), label));
    }
  }

  private static List<Path> archives(TarConfig config) {
    return Places.files(
        Path.of(config.path()),
        config.files(),
        TarPlugin::isArchive,
        "tar archives (" + String.join(", ", ENDINGS) + ")");
  }

  private static boolean isArchive(String name) {
    return ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  private static @Nullable Path classFile(TarConfig config) {
    Path path = Path.of(config.path());
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return config.classes().isBlank() || folder == null ? null : folder.resolve(config.classes());
  }

  @Override
  public String digest(TarConfig config, FileDigests digests) {
    ContentDigest digest = new ContentDigest(config, digests);
    for (Path archive : archives(config)) {
      digest.file(archive.getFileName().toString(), archive);
    }
    Path classes = classFile(config);
    return (classes == null ? digest : digest.file("classes", classes)).value();
  }
}
