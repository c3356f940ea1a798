package ai.lacuna.data.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvPluginTest {

  @TempDir Path folder;

  private final CsvPlugin plugin = new CsvPlugin();

  @BeforeEach
  void images() throws IOException {
    TestImages.folder(folder.resolve("img"), 3, "a", "b");
  }

  @Test
  void takesPathAndClassOfEachLine() throws IOException {
    write(
        "\uFEFFpath,label\r\nimg/a/000.png,dog\r\n\"img/b/000.png\",\"c\"\"at\"\r\nimg/b/001.png,");
    assertThat(labels(config("path", "label", ".", "")))
        .isEqualTo(Map.of("img/a/000.png", 1, "img/b/000.png", 0, "img/b/001.png", -1));
    assertThat(plan(config("path", "label", ".", "")).classes()).containsExactly("c\"at", "dog");
  }

  @Test
  void columnsSeparatorRootAndClassesAreSettings() throws IOException {
    Files.createDirectories(folder.resolve("lists"));
    Files.writeString(folder.resolve("lists/classes.txt"), "# two\n10 dog\n20 cat\n");
    Files.writeString(
        folder.resolve("lists/x.tsv"),
        "kind\tfile, or so\n20\ta/000.png\ndog\tb/000.png\n020\tb/001.png\n30\ta/001.png\n");
    CsvConfig config =
        new CsvConfig(
            folder.resolve("lists/x.tsv").toString(),
            "file, or so",
            "kind",
            "../img",
            "classes.txt",
            3);
    assertThat(labels(config)).isEqualTo(Map.of("a/000.png", 1, "b/000.png", 0, "b/001.png", 1));
    assertThat(plugin.plan(config, new PartSize(9, 9)).rejects())
        .containsExactly(new Reject("a/001.png", "bad-label", "'30' is not among the classes"));
    assertThat(plan(config).classes()).containsExactly("dog", "cat");
  }

  @Test
  void numbersAreClassesFromZeroOn() throws IOException {
    write("path,label\nimg/a/000.png,1\nimg/a/001.png,0\nimg/a/002.png,10\n");
    assertThatThrownBy(() -> plan(config("path", "label", ".", "")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("column 'label': given labels up to 10, but no image of class");
    write("path,label\nimg/a/000.png,1\nimg/a/001.png,0\nimg/a/002.png,2\n");
    assertThat(labels(config("path", "label", ".", "")))
        .isEqualTo(Map.of("img/a/000.png", 1, "img/a/001.png", 0, "img/a/002.png", 2));
    assertThat(labels(config("path", "none", ".", ""))).containsValue(-1);
  }

  @Test
  void everyLineIsARowOrAReject() throws IOException {
    Files.createDirectories(folder.resolve("img/c.png"));
    write(
        "path,label\n"
            + "img/a/000.png,x\n"
            + "img/a/000.png,x\n"
            + "img/a/gone.png,x\n"
            + "../outside.png,x\n"
            + "/etc/passwd,x\n"
            + "img/c.png,x\n"
            + ",x\n"
            + "img/a/001.png\n"
            + "\n"
            + "img/a/001.png,x,y\n");
    Collected all = all(config("path", "label", ".", ""));
    assertThat(all.rows).hasSize(1);
    assertThat(all.rejects)
        .extracting(r -> r.path() + " " + r.reason())
        .containsExactly(
            "img/a/000.png duplicate",
            "img/a/gone.png missing",
            "../outside.png unsafe-path",
            "/etc/passwd unsafe-path",
            "img/c.png unreadable",
            " unsafe-path",
            "line 9 bad-line",
            "line 11 bad-line");
  }

  @Test
  void anImageThatVanishesAfterPlanningIsAReject() throws IOException {
    write("path,label\nimg/a/000.png,x\nimg/a/001.png,x\n");
    CsvConfig config = config("path", "label", ".", "");
    CsvPart part = plugin.plan(config, new PartSize(9, 1 << 20)).parts().get(0).spec();
    Files.delete(folder.resolve("img/a/000.png"));
    Collected all = new Collected();
    plugin.read(config, part, all);
    assertThat(all.rows).hasSize(1);
    assertThat(all.rejects).containsExactly(new Reject("img/a/000.png", "missing", "no such file"));
  }

  @Test
  void saysWhatIsWrongWithTheList() throws IOException {
    CsvConfig config = config("path", "label", ".", "");
    refused(config, "given no such file, expected a CSV or TSV file");
    write("");
    refused(config, "given an empty file");
    write("path,label\n");
    refused(config, "given a list without a line");
    write("file,label\nimg/a/000.png,x\n");
    refused(config, "given columns file, label, expected a column 'path'");
    refused(config, "set image to the column's name; choose one of: ");
    refused(config("file", "labl", ".", ""), "did you mean 'label'?");
    write("path,label\n\"img/a/000.png,x\n");
    refused(config, "given line 2 has a quote that does not end");
    write("path,label\n\"img\"/a/000.png,x\n");
    refused(config, "given line 2 goes on after a closing quote");
    write("path,label\n" + "x".repeat((1 << 20) + 1));
    refused(config, "given line 2 has more than a million characters");
    write("path,label\nnowhere.png,x\n");
    refused(config, "1 lines and no image; the first: nowhere.png: missing");
    Files.write(
        folder.resolve("list.csv"), "path,label\nb\u00e9,x".getBytes(StandardCharsets.ISO_8859_1));
    refused(config, "given bytes that are not UTF-8");
  }

  @Test
  void saysWhatIsWrongWithTheClasses() throws IOException {
    write("path,label\nimg/a/000.png,x\n");
    CsvConfig config = config("path", "label", ".", "classes.txt");
    refused(config, "given no such file, expected a file with the name of a class on each line");
    Files.writeString(folder.resolve("classes.txt"), "0 cat\n1 \n2 cat\n2 dog\n");
    refused(config, "class 1: given no name");
    refused(config, "class 2: given 'cat' again");
    refused(config, "class 2: given 'cat' and 'dog', expected one class of that number");
    Files.writeString(folder.resolve("classes.txt"), "# nothing\n");
    refused(config, "given an empty file, expected names of classes");
  }

  private void refused(CsvConfig config, String message) {
    assertThatThrownBy(() -> plan(config))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining(message);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("list.csv"), text);
  }

  private CsvConfig config(String image, String label, String root, String classes) {
    return new CsvConfig(folder.resolve("list.csv").toString(), image, label, root, classes, 3);
  }

  private Listing<CsvPart> plan(CsvConfig config) {
    return plugin.plan(config, new PartSize(2, 1 << 20));
  }

  private Map<String, Integer> labels(CsvConfig config) throws IOException {
    Map<String, Integer> labels = new TreeMap<>();
    for (Row row : all(config).rows) {
      labels.put(row.path(), row.label());
    }
    return labels;
  }

  private Collected all(CsvConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(2, 1 << 20));
  }
}
