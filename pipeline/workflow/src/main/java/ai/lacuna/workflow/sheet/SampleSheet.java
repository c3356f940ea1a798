package ai.lacuna.workflow.sheet;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One page that shows data sets: figures, and some images of each class. It needs no other file and
 * no network, and follows the viewer's light or dark theme.
 */
public final class SampleSheet {

  private static final int PICTURES = 800;
  private static final int MOST_OF_A_CLASS = 11;

  private final StringBuilder page = new StringBuilder();

  private SampleSheet() {}

  /**
   * A data set and what is to be said about it.
   *
   * @param dataset the data set
   * @param facts names and values, in order
   * @param warnings what the viewer should not miss
   */
  public record Section(Dataset dataset, Map<String, String> facts, List<String> warnings) {}

  /** Writes the page. */
  public static void write(Path file, List<Section> sections) throws IOException {
    SampleSheet sheet = new SampleSheet();
    String title =
        String.join(", ", sections.stream().map(s -> s.dataset.manifest().name()).toList());
    sheet.head(title);
    for (Section section : sections) {
      sheet.section(section);
    }
    sheet.page.append("</main>\n</body>\n</html>\n");
    AtomicFiles.writeString(file, sheet.page.toString());
  }

  private void head(String title) throws IOException {
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>").append(Html.escaped(title)).append("</title>\n<style>\n");
    page.append(style()).append("</style>\n</head>\n<body>\n<main>\n");
  }

  private void section(Section section) throws IOException {
    Manifest manifest = section.dataset.manifest();
    page.append("<h1>").append(Html.escaped(manifest.name())).append("</h1>\n");
    for (String warning : section.warnings) {
      page.append("<p class=\"warning\">").append(Html.escaped(warning)).append("</p>\n");
    }
    page.append("<dl>\n");
    section.facts.forEach(
        (name, value) -> {
          page.append("<dt>").append(Html.escaped(name)).append("</dt><dd>");
          page.append(Html.escaped(value)).append("</dd>\n");
        });
    page.append("</dl>\n");
    page.append("<div class=\"classes\">\n");
    List<List<Long>> rows = rowsOfClasses(section.dataset);
    long most = manifest.classCounts().stream().mapToLong(c -> c).max().orElse(1);
    for (int c = 0; c < rows.size(); c++) {
      boolean named = c < manifest.classes().size();
      if (rows.get(c).isEmpty()) {
        continue;
      }
      String name = named ? manifest.classes().get(c) : "without a class";
      long count = named ? manifest.classCounts().get(c) : manifest.unlabelled();
      pictures(section.dataset, name, count, most, rows.get(c));
    }
    page.append("</div>\n");
    int hidden = manifest.classes().size() - PICTURES;
    if (hidden > 0) {
      page.append("<p class=\"quiet\">").append(hidden).append(" more classes.</p>\n");
    }
  }

  private void pictures(Dataset dataset, String name, long count, long most, List<Long> rows)
      throws IOException {
    double percent = 100.0 * count / Math.max(1, most);
    page.append("<section style=\"--n:")
        .append(rows.size())
        .append("\">\n<h2>")
        .append(Html.escaped(name));
    page.append(String.format(Locale.ROOT, " <span class=\"count\">%,d</span></h2>\n", count));
    page.append(
        String.format(
            Locale.ROOT, "<div class=\"bar\"><i style=\"width:%.1f%%\"></i></div>\n", percent));
    page.append("<div class=\"row\">\n");
    for (long row : rows) {
      Thumbnail picture = Thumbnail.of(dataset, row);
      String path = Html.escaped(picture.path());
      String size = picture.width() + "×" + picture.height();
      String file = path.substring(path.lastIndexOf('/') + 1);
      page.append("<figure title=\"").append(path).append(", ").append(size).append("\">");
      page.append("<img alt=\"").append(path).append("\" src=\"").append(picture.source());
      page.append("\"><figcaption>").append(file).append("<br>").append(size);
      page.append("</figcaption></figure>\n");
    }
    page.append("</div>\n</section>\n");
  }

  /** The first rows of each class, then those without one. */
  private static List<List<Long>> rowsOfClasses(Dataset dataset) {
    int classes = Math.min(dataset.classes().size(), PICTURES);
    int each = Math.max(1, Math.min(MOST_OF_A_CLASS, PICTURES / (classes + 1)));
    List<List<Long>> rows = new ArrayList<>();
    for (int c = 0; c <= classes; c++) {
      rows.add(new ArrayList<>());
    }
    for (long row = 0; row < dataset.rows(); row++) {
      int label = dataset.label(row);
      if (label < classes) {
        List<Long> own = rows.get(label < 0 ? classes : label);
        if (own.size() < each) {
          own.add(row);
        }
      }
    }
    return rows;
  }

  private static String style() throws IOException {
    try (InputStream in = SampleSheet.class.getResourceAsStream("sheet.css")) {
      if (in == null) {
        throw new IllegalStateException("sheet.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
