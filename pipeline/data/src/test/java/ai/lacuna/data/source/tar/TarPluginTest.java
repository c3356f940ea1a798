package ai.lacuna.data.source.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.TestArchives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarPluginTest {

  private static final byte[] PNG = TestImages.png(3, 4, 1);

  @TempDir Path folder;

  private final TarPlugin plugin = new TarPlugin();

  @Test
  void neighboursWithOneKeyAreASample() throws IOException {
    new TestArchives()
        .file("a/0001.png", TestImages.png(2, 2, 1))
        .file("a/0001.cls", "1\n")
        .file("a/0001.txt", "a caption")
        .file("./a/0002.cls", "0")
        .file("./a/0002.PNG", TestImages.png(2, 2, 2))
        .write(folder.resolve("x-0.tar"));
    new TestArchives()
        .file("b.v2/7.png", TestImages.png(2, 2, 3))
        .file("b.v2/7.json", "{\"label\": 2, \"width\": 2}")
        .write(folder.resolve("x-1.tar"));
    Collected all = all(config("", "", ""));
    assertThat(all.rows)
        .extracting(Row::path)
        .containsExactly("x-0.tar/a/0001.png", "x-0.tar/a/0002.PNG", "x-1.tar/b.v2/7.png");
    assertThat(all.rows).extracting(Row::label).containsExactly(1, 0, 2);
    assertThat(all.rows.get(2).bytes()).isEqualTo(TestImages.png(2, 2, 3));
    assertThat(plan(config("", "", "")).classes()).containsExactly("0", "1", "2");
  }

  @Test
  void labelsMayBeNamesAndTheFileOfClassesDecides() throws IOException {
    new TestArchives()
        .file("1.png", PNG)
        .file("1.json", "{\"kind\": \"dog\"}")
        .file("2.png", PNG)
        .file("2.json", "{\"kind\": \"cat\"}")
        .file("3.png", PNG)
        .file("3.json", "{\"kind\": \"cow\"}")
        .file("4.png", PNG)
        .write(folder.resolve("x.tar"));
    TarConfig named = new TarConfig(folder.toString(), "", "", "", "kind", "", 3);
    assertThat(plan(named).classes()).containsExactly("cat", "cow", "dog");
    assertThat(all(named).rows).extracting(Row::label).containsExactly(2, 0, 1, -1);
    Files.writeString(folder.resolve("classes.txt"), "dog\ncat\n");
    Collected all = all(new TarConfig(folder.toString(), "", "", "", "kind", "classes.txt", 3));
    assertThat(all.rows).extracting(Row::label).containsExactly(0, 1, -1);
    assertThat(all.rejects)
        .containsExactly(new Reject("x.tar/3.png", "bad-label", "'cow' is not among the classes"));
    assertThat(all(new TarConfig(folder.toString(), "", "", "none", "kind", "", 3)).rows)
        .extracting(Row::label)
        .containsOnly(-1);
  }

  @Test
  void partsBeginWithinAnArchiveUnlessItIsPacked() throws IOException {
    TestArchives archive = new TestArchives();
    for (int i = 0; i < 10; i++) {
      String longName = "n".repeat(200) + i;
      archive.entry(
          TestArchives.LONG_NAME,
          new byte[0],
          (longName + ".png\0").getBytes(StandardCharsets.UTF_8),
          206);
      archive.file("short.png", TestImages.png(2, 2, i)).file(longName + ".cls", "0");
    }
    archive.write(folder.resolve("a.tar"));
    Files.write(folder.resolve("b.tgz"), TestArchives.gzip(archive.bytes()));
    Listing<TarPart> listing = plan(config("", "none", ""), new PartSize(4, 1L << 30));
    assertThat(listing.parts()).extracting(Listing.Part::images).containsExactly(4L, 4L, 2L, 10L);
    Collected small = Collected.all(plugin, config("", "none", ""), new PartSize(1, 1));
    Collected large = all(config("", "none", ""));
    assertThat(small.rows).usingRecursiveComparison().isEqualTo(large.rows);
    assertThat(large.rows).hasSize(20);
    assertThat(large.rows.get(3).bytes()).isEqualTo(TestImages.png(2, 2, 3));
    assertThat(large.rows.get(13).bytes()).isEqualTo(TestImages.png(2, 2, 3));
  }

  @Test
  void everySampleIsARowOrAReject() throws IOException {
    new TestArchives()
        .file("1.cls", "0")
        .file("2.png", PNG)
        .file("2.jpg", PNG)
        .file("3.png", PNG)
        .file("3.json", "{broken")
        .file("4.png", PNG)
        .file("4.png", PNG)
        .file("5.png", PNG)
        .file("6.png", PNG)
        .file("6.cls", new byte[] {(byte) 0xE9})
        .file("5.png", PNG)
        .file("7.png", PNG)
        .file("7.cls", "7".repeat((1 << 20) + 1))
        .file("README", "no sample")
        .file("__index__", "no sample")
        .file("._5.png", "no sample")
        .file("inner.tar", new TestArchives().file("9.png", PNG).bytes())
        .write(folder.resolve("x.tar"));
    Collected all = all(config("", "", ""));
    assertThat(all.rows).extracting(Row::path).containsExactly("x.tar/5.png");
    assertThat(all.rejects)
        .extracting(r -> r.path() + " " + r.reason())
        .containsExactly(
            "x.tar/1 no-image",
            "x.tar/2.jpg ambiguous",
            "x.tar/3.png bad-label",
            "x.tar/4.png duplicate",
            "x.tar/6.png bad-label",
            "x.tar/5.png duplicate",
            "x.tar/7.png bad-label");
    assertThat(plan(config("", "", "")).ignored()).isEqualTo(4);
    assertThat(all(config("jpg", "none", "")).rows)
        .extracting(Row::path)
        .containsExactly("x.tar/2.jpg");
  }

  @Test
  void numbersThatLeaveAClassEmptyAreRefused() throws IOException {
    new TestArchives()
        .file("1.png", PNG)
        .file("1.cls", "1")
        .file("2.png", PNG)
        .file("2.cls", "3")
        .write(folder.resolve("x.tar"));
    assertThatThrownBy(() -> plan(config("", "", "")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given labels up to 3, but no image of class [0, 2]")
        .hasMessageContaining("expected an image of every class from 0 on")
        .hasMessageContaining("set classes to a file");
  }

  @Test
  void saysWhatIsWrongWithThePlace() throws IOException {
    assertThatThrownBy(() -> plan(config("", "", "")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given a folder without tar archives (.tar, .tar.gz, .tgz)");
    TarConfig nowhere =
        new TarConfig(folder.resolve("nowhere.tar").toString(), "", "", "", "label", "", 3);
    assertThatThrownBy(() -> plan(nowhere)).hasMessageContaining("given no such file");
    new TestArchives().file("notes.txt", "").write(folder.resolve("x.tar"));
    assertThatThrownBy(() -> plan(config("", "", "")))
        .hasMessageContaining("given archives without an image (1 other entries)");
    Files.writeString(folder.resolve("x.tar"), "no archive at all".repeat(100));
    Files.write(folder.resolve("y.tar"), new byte[0]);
    assertThatThrownBy(() -> plan(config("", "", "")))
        .hasMessageContaining("x.tar")
        .hasMessageContaining("expected a whole tar archive");
  }

  @Test
  void aPatternChoosesASplit() throws IOException {
    new TestArchives().file("1.png", PNG).write(folder.resolve("train-0.tar"));
    new TestArchives().file("2.png", PNG).write(folder.resolve("val-0.tar"));
    TarConfig train = new TarConfig(folder.toString(), "train-*", "", "", "label", "", 3);
    assertThat(all(train).rows).extracting(Row::path).containsExactly("train-0.tar/1.png");
    TarConfig typo = new TarConfig(folder.toString(), "trian-*", "", "", "label", "", 3);
    assertThatThrownBy(() -> plan(typo))
        .hasMessageContaining("no file like trian-*")
        .hasMessageContaining("there are train-0.tar, val-0.tar");
  }

  @Test
  void anArchiveThatShrinksAfterPlanningIsAFailureAndNoSilentLoss() throws IOException {
    new TestArchives().file("1.png", PNG).file("2.png", PNG).write(folder.resolve("x.tar"));
    Listing<TarPart> listing = plan(config("", "", ""));
    new TestArchives().file("1.png", PNG).write(folder.resolve("x.tar"));
    TarPart part = listing.parts().get(0).spec();
    assertThatThrownBy(() -> plugin.read(config("", "", ""), part, new Collected()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed since planning");
  }

  private TarConfig config(String image, String label, String classes) {
    return new TarConfig(folder.toString(), "", image, label, "label", classes, 3);
  }

  private Listing<TarPart> plan(TarConfig config) {
    return plan(config, new PartSize(1000, 1L << 30));
  }

  private Listing<TarPart> plan(TarConfig config, PartSize target) {
    return plugin.plan(config, target);
  }

  private Collected all(TarConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(1000, 1L << 30));
  }
}
