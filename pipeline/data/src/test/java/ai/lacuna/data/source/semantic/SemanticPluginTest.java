package ai.lacuna.data.source.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticPluginTest {

  @TempDir Path folder;

  private final SemanticPlugin plugin = new SemanticPlugin();

  @Test
  void classesAreTheNumbersFoundUnlessAFileNamesThem() throws IOException {
    pair("a", 0, 3, 255, 1);
    pair("city/b", 2, 2, 2, 2);
    SemanticConfig config = config("", List.of());
    assertThat(plan(config).vocabulary().semanticClasses()).containsExactly("0", "1", "2", "3");
    assertThat(masks(config).get("a.png")).containsExactly(0, 3, 255, 1);
    assertThat(masks(config).get("city/b.png")).containsExactly(2, 2, 2, 2);
  }

  @Test
  void ignoredNumbersBecome255AndTheOthersMoveUp() throws IOException {
    pair("a", 0, 3, 255, 1);
    Files.writeString(folder.resolve("classes.txt"), "0 void\n1 sky\n2 road\n3 tree\n");
    SemanticConfig config = config("classes.txt", List.of(0, 2));
    assertThat(plan(config).vocabulary().semanticClasses()).containsExactly("sky", "tree");
    assertThat(masks(config).get("a.png")).containsExactly(255, 1, 255, 0);
  }

  @Test
  void numbersMayHaveGaps() throws IOException {
    pair("a", 10, 200, 10, 30);
    Files.writeString(folder.resolve("classes.txt"), "10 sky\n30 road\n200 tree\n");
    assertThat(masks(config("classes.txt", List.of())).get("a.png")).containsExactly(0, 2, 0, 1);
  }

  @Test
  void colouredMasksNeedAPalette() throws IOException {
    byte[] colours = {(byte) 128, 0, 64, 1, 2, 3, 1, 2, 3, 0, 0, 0};
    image("a");
    Files.createDirectories(folder.resolve("masks"));
    Files.write(folder.resolve("masks/a.png"), ImageEncoder.encode(new Image(3, 2, 2, colours)));
    refused(config("", List.of()), "set palette if the masks are coloured");
    Files.writeString(
        folder.resolve("colours.txt"), "0 0 0\tVoid\n128 0 64\t\tSky and more\n1, 2, 3, Road\n");
    SemanticConfig config = coloured(List.of(0));
    assertThat(plan(config).vocabulary().semanticClasses()).containsExactly("Sky and more", "Road");
    assertThat(masks(config).get("a.png")).containsExactly(0, 1, 1, 255);
    Files.writeString(folder.resolve("colours.txt"), "0 0 0 Void\n1 2 3 Road\n");
    assertThat(all(coloured(List.of())).rejects)
        .containsExactly(
            new Reject("a.png", "bad-mask", "its mask: the colour 128 0 64, which no class has"));
    Files.writeString(folder.resolve("colours.txt"), "0 0 0 A\n0 0 0 B\n1 2 300 A\n1 2 Road\n");
    refused(coloured(List.of()), "'0 0 0 B': given the colour of another class");
    refused(coloured(List.of()), "'1 2 300 A': given 300, expected colours from 0 to 255");
    refused(coloured(List.of()), "'1 2 300 A': given the name of another class");
    refused(coloured(List.of()), "'1 2 Road': given no colour with a name");
  }

  @Test
  void namesMayDifferByAnEndingAndAListMayChoose() throws IOException {
    image("x_leftImg8bit");
    image("y_leftImg8bit");
    image("other");
    mask("x_gtFine", 0, 0, 1, 1);
    mask("y_gtFine", 0, 0, 1, 1);
    Files.writeString(folder.resolve("val.txt"), "y_leftImg8bit\n");
    SemanticConfig config =
        new SemanticConfig(
            folder.toString(),
            "images",
            "masks",
            "_leftImg8bit",
            "_gtFine",
            "val.txt",
            "",
            "",
            List.of(),
            3);
    assertThat(all(config).rows).extracting(Row::path).containsExactly("y_leftImg8bit.png");
    assertThat(plan(config).ignored()).isEqualTo(1);
  }

  @Test
  void everyImageIsARowOrAReject() throws IOException {
    pair("a", 0, 1, 0, 1);
    pair("b", 0, 1, 2, 7);
    pair("c", 0, 0, 0, 0);
    image("d");
    image("e");
    Files.write(folder.resolve("images/c.jpg"), TestImages.png(2, 2, 1));
    Files.writeString(folder.resolve("masks/e.png"), "no image");
    Files.createDirectories(folder.resolve("masks/f.png"));
    image("f");
    Files.writeString(folder.resolve("classes.txt"), "sky\nroad\n");
    Collected all = all(config("classes.txt", List.of()));
    assertThat(all.rows).extracting(Row::path).containsExactlyInAnyOrder("a.png", "c.jpg");
    assertThat(all.rejects)
        .containsExactlyInAnyOrder(
            new Reject("b.png", "bad-label", "its mask: the number 2, which no class has"),
            new Reject("c.png", "duplicate", "another image has the same mask"),
            new Reject("d.png", "no-mask", "its mask d.png: no such file"),
            new Reject("e.png", "bad-mask", "its mask: no PNG file"),
            new Reject("f.png", "no-mask", "its mask f.png: no plain file"));
  }

  @Test
  void saysWhatIsWrongWithTheFolders() throws IOException {
    SemanticConfig config = config("", List.of());
    refused(config, "masks: given no such folder");
    Files.createDirectories(folder.resolve("masks"));
    refused(config, "images: given no such folder");
    image("a");
    refused(config, "given 1 images, all refused; the first: ");
    mask("a", 255, 255, 255, 255);
    refused(config, "given masks without a labelled pixel");
    Problems problems = new Problems();
    new SemanticConfig("", "i", "m", "", "", "", "a", "b", List.of(256), 3).check(problems);
    assertThat(problems.list()).hasSize(3);
  }

  private void refused(SemanticConfig config, String message) {
    assertThatThrownBy(() -> plan(config))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining(message);
  }

  private void pair(String stem, int... indices) throws IOException {
    image(stem);
    mask(stem, indices);
  }

  private void image(String stem) throws IOException {
    Path file = folder.resolve("images/" + stem + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, TestImages.png(2, 2, 1));
  }

  private void mask(String stem, int... indices) throws IOException {
    byte[] pixels = new byte[indices.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) indices[i];
    }
    Path file = folder.resolve("masks/" + stem + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, IndexMask.encode(new Image(1, 2, 2, pixels)));
  }

  private SemanticConfig config(String classes, List<Integer> ignore) {
    return new SemanticConfig(
        folder.toString(), "images", "masks", "", "", "", classes, "", ignore, 3);
  }

  private SemanticConfig coloured(List<Integer> ignore) {
    return new SemanticConfig(
        folder.toString(), "images", "masks", "", "", "", "", "colours.txt", ignore, 3);
  }

  private Map<String, int[]> masks(SemanticConfig config) throws IOException {
    Map<String, int[]> masks = new TreeMap<>();
    for (Row row : all(config).rows) {
      byte[] pixels = IndexMask.read(row.annotations().semantic(), 100).pixels();
      int[] indices = new int[pixels.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = pixels[i] & 0xFF;
      }
      masks.put(row.path(), indices);
    }
    return masks;
  }

  private Listing<SemanticPart> plan(SemanticConfig config) {
    return plugin.plan(config, new PartSize(2, 1 << 20));
  }

  private Collected all(SemanticConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(2, 1 << 20));
  }
}
