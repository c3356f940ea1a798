package ai.lacuna.data.source.parquet;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.ShardReader;
import ai.lacuna.data.shard.ShardSchema;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files in the schema that Hugging Face data sets use for images. Class names come from the
 * footer, of a file, or of the rows; rows keep their order. An image without bytes is read from its
 * path, relative to the Parquet file.
 */
public final class ParquetPlugin implements SourcePlugin<ParquetConfig, ParquetPart> {

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String summary() {
    return "Parquet files with images as Hugging Face data sets store them";
  }

  @Override
  public Class<ParquetConfig> configType() {
    return ParquetConfig.class;
  }

  @Override
  public Class<ParquetPart> partType() {
    return ParquetPart.class;
  }

  @Override
  public Listing<ParquetPart> plan(ParquetConfig config, PartSize target) {
    Columns columns = new Columns(config);
    Problems problems = new Problems();
    List<List<String>> classes = new ArrayList<>();
    List<Sized> groups = new ArrayList<>();
    Map<String, Boolean> named = new TreeMap<>();
    for (Path file : files(config)) {
      try (ShardReader reader = new ShardReader(file)) {
        columns.check(reader.schema(), file.toString(), problems);
        classes.add(classNames(reader, config));
        named.put(file.getFileName().toString(), columns.hasNames(reader.schema()));
        int[] groupRows = reader.groupRows();
        long[] groupBytes = reader.groupBytes();
        for (int g = 0; g < groupRows.length; g++) {
          ParquetPart.Group group = new ParquetPart.Group(file.getFileName().toString(), g);
          groups.add(new Sized(group, groupRows[g], groupBytes[g]));
        }
      } catch (IOException e) {
        problems.add(
            file.toString(),
            String.valueOf(e.getMessage()),
            "a Parquet file with a sound footer",
            "fetch or write it again");
      }
    }
    problems.throwIfAny(Kind.DATA);
    if (groups.stream().mapToLong(Sized::rows).sum() == 0) {
      throw new LacunaException(
          Kind.DATA, config.path(), "Parquet files without a row", "images", "check the path");
    }
    requireOneKind(named, config);
    List<String> names = names(config, columns, classes);
    return new Listing<>(
        Vocabulary.ofClasses(names), config.channels(), parts(groups, target, names), List.of(), 0);
  }

  private record Sized(ParquetPart.Group group, long rows, long bytes) {}

  private static List<Listing.Part<ParquetPart>> parts(
      List<Sized> groups, PartSize target, List<String> classes) {
    List<Listing.Part<ParquetPart>> parts = new ArrayList<>();
    List<ParquetPart.Group> some = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (Sized group : groups) {
      some.add(group.group());
      rows += group.rows();
      bytes += group.bytes();
      if (rows >= target.rows() || bytes >= target.bytes()) {
        parts.add(new Listing.Part<>(new ParquetPart(some, classes), rows));
        some = new ArrayList<>();
        rows = 0;
        bytes = 0;
      }
    }
    if (rows > 0) {
      parts.add(new Listing.Part<>(new ParquetPart(some, classes), rows));
    }
    return parts;
  }

  private static List<String> classNames(ShardReader reader, ParquetConfig config) {
    String metadata = reader.metadata(ShardSchema.METADATA_KEY);
    return metadata == null ? List.of() : ShardSchema.classNames(metadata, config.label());
  }

  private static void requireOneKind(Map<String, Boolean> named, ParquetConfig config) {
    if (Set.copyOf(named.values()).size() > 1) {
      throw new LacunaException(
          Kind.DATA,
          config.path() + ", column '" + config.label() + "'",
          "names of classes in some files and numbers in others: " + named.keySet(),
          "one of the two in all files",
          "set files to those that belong together");
    }
  }

  /** The classes of a file of classes; else those of the footers; else those that rows tell. */
  private static List<String> names(
      ParquetConfig config, Columns columns, List<List<String>> footers) {
    ClassList classes = classList(config);
    if (config.label().equals(ParquetConfig.NONE)) {
      return List.of();
    }
    if (classes != null) {
      return classes.names();
    }
    List<String> names = agreed(footers, config);
    return names.isEmpty() ? found(config, columns) : names;
  }

  private static List<String> agreed(List<List<String>> classes, ParquetConfig config) {
    Set<List<String>> different = Set.copyOf(classes);
    if (different.size() > 1) {
      throw new LacunaException(
          Kind.DATA,
          config.path(),
          "files whose footers name different classes: "
              + different.stream().limit(2).map(String::valueOf).collect(Collectors.joining(", ")),
          "the same classes in all files",
          "set files to those that belong together, or import them as separate data sets");
    }
    return classes.get(0);
  }

  private static List<String> found(ParquetConfig config, Columns columns) {
    Set<String> labels = new HashSet<>();
    for (Path file : files(config)) {
      try (ShardReader reader = new ShardReader(file)) {
        int groups = reader.groupRows().length;
        for (int g = 0; g < groups && labels.size() <= ClassList.MOST; g++) {
          for (Group row : rows(reader, file, g, List.of(config.label()))) {
            labels.add(columns.label(row));
          }
        }
      } catch (IOException e) {
        throw Places.unreadable(file, e);
      }
    }
    labels.remove("");
    return ClassList.found(labels, config.path() + ", column '" + config.label() + "'").names();
  }

  private static @Nullable ClassList classList(ParquetConfig config) {
    return config.classes().isBlank() ? null : ClassList.read(classFile(config));
  }

  private static Path classFile(ParquetConfig config) {
    Path path = Path.of(config.path()).toAbsolutePath();
    return (Files.isDirectory(path) ? path : Objects.requireNonNull(path.getParent()))
        .resolve(config.classes());
  }

  @Override
  public void read(ParquetConfig config, ParquetPart part, RowSink sink) throws IOException {
    Columns columns = new Columns(config);
    Map<String, Integer> names = new HashMap<>();
    part.classes().forEach(name -> names.put(name, names.size()));
    ClassList classes = classList(config);
    for (ParquetPart.Group group : part.groups()) {
      Path file = file(config, group.file());
      try (ShardReader reader = new ShardReader(file)) {
        boolean named = columns.hasNames(reader.schema());
        List<Group> rows = rows(reader, file, group.index(), columns.names());
        for (int r = 0; r < rows.size(); r++) {
          String name = "%s#%d.%d".formatted(group.file(), group.index(), r);
          String text = columns.label(rows.get(r));
          Integer label = text.isEmpty() ? Integer.valueOf(Row.UNLABELLED) : null;
          if (label == null && classes != null) {
            label = classes.index(text);
          } else if (label == null) {
            label = named ? names.get(text) : number(text, part.classes().size());
          }
          if (label == null) {
            String detail = "'%s' is none of the %d classes".formatted(text, part.classes().size());
            sink.reject(new Reject(name, "bad-label", detail));
          } else {
            deliver(columns, rows.get(r), name, file, label, sink);
          }
        }
      }
    }
  }

  private static List<Group> rows(ShardReader reader, Path file, int group, List<String> columns) {
    try {
      return reader.read(group, columns);
    } catch (IOException e) { // damage, nearly always: no retry mends it
      throw new LacunaException(
          Kind.DATA,
          List.of(
              new Problem(
                  file.toString(),
                  "a row group (%d) that cannot be read".formatted(group),
                  "a whole Parquet file",
                  "fetch or write it again")),
          e);
    }
  }

  private static @Nullable Integer number(String text, int classes) {
    long number = Long.parseLong(text);
    return number >= 0 && number < classes ? (int) number : null;
  }

  private static void deliver(
      Columns columns, Group row, String name, Path file, int label, RowSink sink)
      throws IOException {
    byte[] bytes = columns.bytes(row);
    String path = columns.path(row);
    if (bytes.length == 0 && !path.isEmpty()) {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      try {
        bytes = new ImageFiles(folder).read(path);
      } catch (ImageFiles.Refusal e) {
        String detail = path + ": " + e.getMessage();
        sink.reject(new Reject(name, e.reject().reason(), detail));
        return;
      }
    }
    sink.row(Row.of(path.isEmpty() ? name : path, bytes, label));
  }

  @Override
  public String digest(ParquetConfig config, FileDigests digests) {
    StringBuilder text = new StringBuilder();
    text.append(config.image()).append('\n').append(config.label()).append('\n');
    text.append(config.channels()).append('\n');
    if (!config.classes().isBlank()) {
      text.append(new ContentDigest(config, digests).file("classes", classFile(config)).value());
    }
    for (Path file : files(config)) {
      try {
        text.append(file.getFileName()).append('\0').append(digests.of(file)).append('\n');
        appendImages(config, file, digests, text);
      } catch (IOException e) {
        throw Places.unreadable(file, e);
      }
    }
    return Digest.ofString(text.toString());
  }

  /** Adds the contents of images that lie beside the Parquet file. */
  private static void appendImages(
      ParquetConfig config, Path file, FileDigests digests, StringBuilder text) throws IOException {
    Columns columns = new Columns(config);
    List<String> paths = new ArrayList<>();
    try (ShardReader reader = new ShardReader(file)) {
      for (int g = 0; g < reader.groupRows().length; g++) {
        if (!columns.hasPaths(reader.schema()) || reader.isComplete(g, config.image(), "bytes")) {
          continue;
        }
        for (Group row : rows(reader, file, g, List.of(config.image()))) {
          String path = columns.path(row);
          if (!path.isEmpty() && columns.bytes(row).length == 0) {
            paths.add(path);
          }
        }
      }
    }
    if (!paths.isEmpty()) {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      text.append(new ContentDigest(config, digests).images(new ImageFiles(folder), paths).value());
    }
  }

  private static List<Path> files(ParquetConfig config) {
    return Places.files(
        Path.of(config.path()),
        config.files(),
        name -> name.endsWith(".parquet"),
        "Parquet files (*.parquet)");
  }

  private static Path file(ParquetConfig config, String name) {
    Path path = Path.of(config.path());
    return Files.isDirectory(path) ? path.resolve(name) : path;
  }
}
