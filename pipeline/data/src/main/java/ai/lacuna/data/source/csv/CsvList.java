package ai.lacuna.data.source.csv;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of a list: images that are there, and lines that are refused. */
final class CsvList {

  /**
   * A line.
   *
   * @param label as it stands there; null if the list has no labels
   */
  record Line(String path, long bytes, @Nullable String label) {}

  private final CsvConfig config;
  private final Path file;
  private final List<Line> lines = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();

  private CsvList(CsvConfig config) {
    this.config = config;
    this.file = Path.of(config.path());
  }

  static CsvList of(CsvConfig config) {
    CsvList list = new CsvList(config);
    Places.file(list.file, "a CSV or TSV file");
    char separator = config.path().toLowerCase(Locale.ROOT).endsWith(".tsv") ? '\t' : ',';
    try (CsvReader reader = new CsvReader(Places.reader(list.file), separator)) {
      list.read(reader);
    } catch (CharacterCodingException e) {
      throw Places.problem(
          list.file, "bytes that are not UTF-8", "a CSV or TSV file in UTF-8", "save it in UTF-8");
    } catch (IOException e) {
      throw new LacunaException(
          Kind.DATA,
          List.of(
              new Problem(
                  config.path(),
                  String.valueOf(e.getMessage()),
                  "a CSV or TSV file as RFC 4180 describes it",
                  "mend that line")),
          e);
    }
    return list;
  }

  /** The folder that paths start from. */
  static Path root(CsvConfig config) {
    return folder(config).resolve(config.root());
  }

  private static Path folder(CsvConfig config) {
    Path parent = Path.of(config.path()).toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /** The file of classes, or null. */
  static @Nullable Path classFile(CsvConfig config) {
    return config.classes().isBlank() ? null : folder(config).resolve(config.classes());
  }

  List<Line> lines() {
    return lines;
  }

  List<Reject> rejects() {
    return rejects;
  }

  /** The classes of the labels; null if there are none. */
  @Nullable ClassList classes() {
    Path classes = classFile(config);
    if (config.label().equals(CsvConfig.NONE)) {
      return null;
    }
    if (classes != null) {
      return ClassList.read(classes);
    }
    Set<String> labels = new HashSet<>();
    lines.stream().map(Line::label).filter(l -> l != null && !l.isEmpty()).forEach(labels::add);
    return ClassList.found(labels, config.path() + ", column '" + config.label() + "'");
  }

  private void read(CsvReader reader) throws IOException {
    List<String> header = reader.read();
    if (header == null) {
      throw Places.problem(file, "an empty file", "names of columns, and a line for each image");
    }
    int image = column(header, config.image(), "image");
    int label =
        config.label().equals(CsvConfig.NONE) ? -1 : column(header, config.label(), "label");
    ImageFiles files = new ImageFiles(root(config));
    Set<String> seen = new HashSet<>();
    List<String> fields;
    while ((fields = reader.read()) != null) {
      if (fields.size() != header.size()) {
        String detail = fields.size() + " fields, but there are " + header.size() + " columns";
        rejects.add(new Reject("line " + reader.line(), "bad-line", detail));
        continue;
      }
      String path = fields.get(image).strip().replace('\\', '/');
      try {
        long bytes = files.size(path);
        if (seen.add(path)) {
          lines.add(new Line(path, bytes, label < 0 ? null : fields.get(label).strip()));
        } else {
          rejects.add(new Reject(path, "duplicate", "again on line " + reader.line()));
        }
      } catch (ImageFiles.Refusal e) {
        rejects.add(e.reject());
      }
    }
    if (lines.isEmpty() && rejects.isEmpty()) {
      throw Places.problem(file, "a list without a line", "a line for each image");
    }
    if (lines.isEmpty()) {
      Reject first = rejects.get(0);
      throw Places.problem(
          file,
          "%d lines and no image; the first: %s: %s, %s"
              .formatted(rejects.size(), first.path(), first.reason(), first.detail()),
          "paths of images below " + root(config).normalize(),
          "set root to the folder that they start from, and image to their column");
    }
  }

  private int column(List<String> header, String name, String setting) {
    int column = header.stream().map(String::strip).toList().indexOf(name);
    if (column < 0) {
      Problems problems = new Problems();
      problems.add(
          config.path(),
          "columns " + String.join(", ", header),
          "a column '" + name + "'",
          "set " + setting + " to the column's name; " + Suggestion.didYouMean(name, header));
      problems.throwIfAny(Kind.DATA);
    }
    return column;
  }
}
