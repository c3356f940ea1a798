package ai.lacuna.data.source.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocPluginTest {

  @TempDir Path folder;

  private final VocPlugin plugin = new VocPlugin();

  @BeforeEach
  void layout() throws IOException {
    for (String name : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
      Files.createDirectories(folder.resolve(name));
    }
    for (String stem : List.of("1", "2", "3")) {
      Files.write(folder.resolve("JPEGImages/" + stem + ".png"), TestImages.png(20, 30, 1));
    }
  }

  @Test
  void pixelsAreCountedFromOneAndTheLastBelongsToTheObject() throws IOException {
    annotate("1", object("dog", 0, 1, 1, 30, 20), object("cat", 1, 2.5, 3, 4, 6));
    annotate("2");
    List<Row> rows = all(config("", "")).rows;
    Row one = rows.stream().filter(r -> r.path().equals("1.png")).findFirst().orElseThrow();
    assertThat(one.annotations().objects())
        .containsExactly(
            new Instance(0, 0, 30, 20, 1, 600, Instance.Kind.OBJECT, null),
            new Instance(1.5, 2, 2.5, 4, 0, 10, Instance.Kind.DIFFICULT, null));
    assertThat(rows).hasSize(2).extracting(Row::label).containsOnly(-1);
    assertThat(plan(config("", "")).vocabulary().categories()).containsExactly("cat", "dog");
    assertThat(plan(config("", "")).ignored()).isEqualTo(1); // 3.png has no annotation
  }

  @Test
  void aSplitNamesTheImagesAndKeepsTheCategories() throws IOException {
    annotate("1", object("dog", 0, 1, 1, 5, 5));
    annotate("2", object("cat", 0, 1, 1, 5, 5));
    split("train", "2  -1\n");
    assertThat(all(config("train", "")).rows).extracting(Row::path).containsExactly("2.png");
    assertThat(plan(config("train", "")).vocabulary().categories()).containsExactly("cat", "dog");
    Files.writeString(folder.resolve("names.txt"), "dog\nbird\n");
    Collected all = all(config("train", "names.txt"));
    assertThat(all.rows.get(0).annotations().objects()).isEmpty();
    assertThat(all.objectRejects)
        .containsExactly(
            new Reject("2.png#0", "bad-category", "'cat' is not among the categories"));
  }

  @Test
  void partsOfObjectsAreNoObjects() throws IOException {
    String part =
        "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"
            + "</bndbox></part>";
    String person = object("person", 0, 4, 4, 9, 9).replace("</object>", part + "</object>");
    annotate("1", person);
    assertThat(all(config("", "")).rows.get(0).annotations().objects())
        .containsExactly(Instance.ofBox(3, 3, 6, 6, 0));
  }

  @Test
  void everyObjectIsKeptOrRefusedWithAReason() throws IOException {
    annotate(
        "1",
        object("dog", 0, 1, 1, 5, 5),
        object("", 0, 1, 1, 5, 5),
        object("dog", 0, 5, 1, 5, 5),
        object("dog", 0, 5, 5, 1, 1),
        object("dog", 0, 1, 1, 5, 5).replace("<xmax>5.0</xmax>", "<xmax>five</xmax>"),
        object("dog", 0, 1, 1, 5, 5).replace("<ymin>1.0</ymin>", ""),
        "<object><name>dog</name></object>");
    Collected all = all(config("", ""));
    assertThat(all.rows.get(0).annotations().objects()).hasSize(1);
    assertThat(all.objectRejects)
        .containsExactly(
            new Reject("1.png#1", "bad-category", "no name"),
            new Reject("1.png#2", "empty-box", "xmin 5.0, ymin 1.0, xmax 5.0, ymax 5.0"),
            new Reject("1.png#3", "empty-box", "xmin 5.0, ymin 5.0, xmax 1.0, ymax 1.0"),
            new Reject("1.png#4", "bad-box", "bndbox/xmax is 'five'"),
            new Reject("1.png#5", "bad-box", "bndbox/ymin is ''"),
            new Reject("1.png#6", "bad-box", "bndbox/xmin is ''"));
  }

  @Test
  void everyImageOfTheSplitIsARowOrAReject() throws IOException {
    annotate("1", object("dog", 0, 1, 1, 5, 5));
    Files.writeString(folder.resolve("Annotations/2.xml"), "<annotation><object>");
    split("all", "1\n2\n3\n4\n1\n../../1\n");
    Collected all = all(config("all", ""));
    assertThat(all.rows).extracting(Row::path).containsExactly("1.png");
    assertThat(all.rejects)
        .extracting(r -> r.path() + " " + r.reason())
        .containsExactly(
            "1 duplicate",
            "2.png bad-annotation",
            "3.png no-annotation",
            "4 missing",
            "../../1 missing");
  }

  @Test
  void anImageThatVanishesTakesItsObjectsWithIt() throws IOException {
    annotate("1", object("dog", 0, 1, 1, 5, 5), object("dog", 0, 2, 2, 5, 5));
    VocPart part = plan(config("", "")).parts().get(0).spec();
    Files.delete(folder.resolve("JPEGImages/1.png"));
    Collected all = new Collected();
    plugin.read(config("", ""), part, all);
    assertThat(all.rejects).extracting(Reject::reason).containsExactly("missing");
    assertThat(all.objectRejects)
        .containsExactly(
            new Reject("1.png#0", "image-refused", "missing"),
            new Reject("1.png#1", "image-refused", "missing"));
  }

  @Test
  void xmlCanNeitherReadOtherFilesNorGrowWithoutBound() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "swordfish");
    String reads =
        "<!DOCTYPE annotation [<!ENTITY e SYSTEM '"
            + secret.toUri()
            + "'>]>"
            + "<annotation><object><name>&e;</name></object></annotation>";
    String grows =
        "<!DOCTYPE annotation [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
            + "<annotation><object><name>&c;</name></object></annotation>";
    annotate("1", object("dog", 0, 1, 1, 5, 5));
    Files.writeString(folder.resolve("Annotations/2.xml"), reads);
    Files.writeString(folder.resolve("Annotations/3.xml"), grows);
    Listing<VocPart> listing = plan(config("", ""));
    assertThat(listing.vocabulary().categories()).containsExactly("dog");
    assertThat(listing.rejects()).extracting(Reject::reason).containsOnly("bad-annotation");
    assertThat(listing.rejects().toString()).doesNotContain("swordfish");
    String deep = "<annotation>" + "<a>".repeat(10_000);
    Files.writeString(folder.resolve("Annotations/2.xml"), deep);
    assertThat(plan(config("", "")).rejects().get(0).detail())
        .isEqualTo("elements nested more than 64 deep");
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws IOException {
    refused(config("", ""), "given a folder without *.xml files");
    annotate("1");
    refused(config("", ""), "given 1 files without a named object");
    annotate("1", object("dog", 0, 1, 1, 5, 5));
    split("train", "1\n");
    split("val", "");
    refused(
        config("test", ""),
        "given no such file, expected a list of images. Fix: set split to its name; choose one of: train, val");
    refused(config("val", ""), "given an empty list of images");
    split("val", "9\n");
    refused(config("val", ""), "given 1 images, all refused; the first: ");
    Files.writeString(folder.resolve("Annotations/1.xml"), "<coco/>");
    refused(config("", ""), "files without a named object");
    VocConfig elsewhere = new VocConfig(folder + "/nowhere", "", "", "", "", "", 3);
    refused(elsewhere, "given no such folder, expected a folder");
  }

  private void refused(VocConfig config, String message) {
    assertThatThrownBy(() -> plan(config))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining(message);
  }

  private void split(String name, String lines) throws IOException {
    Files.writeString(folder.resolve("ImageSets/Main/" + name + ".txt"), lines);
  }

  private void annotate(String stem, String... objects) throws IOException {
    Files.writeString(
        folder.resolve("Annotations/" + stem + ".xml"),
        "<?xml version='1.0'?><annotation><filename>else.jpg</filename><size><width>30</width>"
            + "<height>20</height></size>"
            + String.join("", objects)
            + "</annotation>");
  }

  private static String object(
      String name, int difficult, double xmin, double ymin, double xmax, double ymax) {
    return ("<object><name> %s </name><difficult>%d</difficult><bndbox><xmin>%s</xmin>"
            + "<ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>")
        .formatted(name, difficult, xmin, ymin, xmax, ymax);
  }

  private VocConfig config(String split, String classes) {
    return new VocConfig(
        folder.toString(), split, "ImageSets/Main", "Annotations", "JPEGImages", classes, 3);
  }

  private Listing<VocPart> plan(VocConfig config) {
    return plugin.plan(config, new PartSize(1, 1 << 20));
  }

  private Collected all(VocConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(1, 1 << 20));
  }
}
