package ai.lacuna.workflow.sheet;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One page that shows data sets: figures, and some images of each class or category, with boxes and
 * masks drawn over them. It needs no other file and no network, and follows the viewer's light or
 * dark theme.
 */
public final class SampleSheet {

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
    List<Histogram> histograms = Histogram.of(manifest);
    for (Histogram histogram : histograms) {
      histogram(section.dataset, histogram);
    }
    if (histograms.isEmpty()) {
      pictures(section.dataset, Examples.unnamed(section.dataset));
    }
  }

  private void histogram(Dataset dataset, Histogram histogram) throws IOException {
    List<Histogram.Bar> bars = histogram.bars();
    List<List<Long>> rows = Examples.of(dataset, histogram.what(), bars.size());
    boolean drawn = histogram.what() != Histogram.Kind.CLASSES;
    if (histogram.what() == Histogram.Kind.PIXELS) {
      page.append("<div class=\"legend\">\n");
      for (int i = 0; i < bars.size(); i++) {
        page.append("<div>");
        heading(bars.get(i), swatch(i));
        page.append("</div>\n");
      }
      page.append("</div>\n");
    }
    page.append("<div class=\"classes\">\n");
    for (int i = 0; i < rows.size(); i++) {
      boolean named = i < bars.size() && i < rows.size() - 1;
      if (rows.get(i).isEmpty()) {
        continue;
      }
      page.append("<section").append(drawn ? " class=\"drawn\"" : "");
      page.append(" style=\"--n:").append(rows.get(i).size()).append("\">\n");
      if (named) {
        heading(bars.get(i), drawn ? swatch(i) : "");
      } else {
        page.append("<h2>").append(rest(histogram.what(), dataset)).append("</h2>\n");
      }
      pictures(dataset, rows.get(i));
      page.append("</section>\n");
    }
    page.append("</div>\n");
    int hidden = bars.size() - Examples.PICTURES;
    if (hidden > 0) {
      page.append("<p class=\"quiet\">").append(hidden).append(" more.</p>\n");
    }
  }

  private static String rest(Histogram.Kind what, Dataset dataset) {
    return switch (what) {
      case CLASSES ->
          String.format(
              Locale.ROOT,
              "without a class <span class=\"count\">%,d</span>",
              dataset.manifest().unlabelled());
      case CATEGORIES -> "without an object";
      case PIXELS -> "images with their masks";
    };
  }

  private static String swatch(int index) {
    return "<i class=\"swatch\" style=\"background:" + Overlay.css(index) + "\"></i>";
  }

  private void heading(Histogram.Bar bar, String before) {
    page.append("<h2>").append(before).append(Html.escaped(bar.name()));
    page.append(" <span class=\"count\">").append(bar.count()).append("</span></h2>\n");
    page.append(
        String.format(
            Locale.ROOT,
            "<div class=\"bar\"><i style=\"width:%.1f%%\"></i></div>\n",
            100 * bar.share()));
  }

  private void pictures(Dataset dataset, List<Long> rows) throws IOException {
    page.append("<div class=\"row\">\n");
    for (long row : rows) {
      Thumbnail picture = Thumbnail.of(dataset, row);
      String path = Html.escaped(picture.path());
      String size = picture.width() + "×" + picture.height();
      String file = path.substring(path.lastIndexOf('/') + 1);
      page.append("<figure").append(picture.annotated() ? " class=\"wide\"" : "");
      page.append(" title=\"").append(path).append(", ").append(size).append("\">");
      page.append("<img alt=\"").append(path).append("\" src=\"").append(picture.source());
      page.append("\"><figcaption>").append(file).append("<br>").append(size);
      page.append("</figcaption></figure>\n");
    }
    page.append("</div>\n");
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
