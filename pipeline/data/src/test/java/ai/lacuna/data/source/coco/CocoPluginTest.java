package ai.lacuna.data.source.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoPluginTest {

  private static final String IMAGES =
      "\"images\":[{\"id\":7,\"file_name\":\"a.png\",\"height\":20,\"width\":30,\"license\":1},"
          + "{\"id\":9,\"file_name\":\"sub/b.png\",\"height\":20,\"width\":30}]";
  private static final String CATEGORIES =
      "\"categories\":[{\"id\":90,\"name\":\"toothbrush\",\"supercategory\":\"indoor\"},"
          + "{\"id\":1,\"name\":\"person\"}]";

  @TempDir Path folder;

  private final CocoPlugin plugin = new CocoPlugin();

  @BeforeEach
  void images() throws IOException {
    Files.createDirectories(folder.resolve("img/sub"));
    Files.write(folder.resolve("img/a.png"), TestImages.png(20, 30, 1));
    Files.write(folder.resolve("img/sub/b.png"), TestImages.png(20, 30, 2));
  }

  @Test
  void takesBoxesMasksAndCrowdsHoweverTheyAreWritten() throws IOException {
    RleMask mask = RleMask.ofRuns(20, 30, 100, 50, 450);
    write(
        annotation(1, 7, 90, "\"bbox\":[1.5,2,3.25,4],\"area\":12.75,\"iscrowd\":0"),
        annotation(2, 7, 1, "\"bbox\":[0,0,9,9],\"segmentation\":[[0,0,9,0,9,9,0,9]]"),
        annotation(
            3,
            9,
            1,
            "\"iscrowd\":1,\"bbox\":[5,0,3,20],\"area\":50,"
                + "\"segmentation\":{\"size\":[20,30],\"counts\":[100,50,450]}"),
        annotation(
            4, 9, 1, "\"segmentation\":{\"size\":[20,30],\"counts\":\"" + mask.counts() + "\"}"),
        annotation(5, 9, 90, "\"bbox\":[1,1,2,2],\"segmentation\":[]"));
    assertThat(plan().vocabulary().categories()).containsExactly("person", "toothbrush");
    Map<String, List<Instance>> objects = objects(all());
    RleMask square = RleMask.ofPolygons(20, 30, List.of(new double[] {0, 0, 9, 0, 9, 9, 0, 9}));
    assertThat(objects.get("a.png"))
        .containsExactly(
            new Instance(1.5, 2, 3.25, 4, 1, 12.75, Instance.Kind.OBJECT, null),
            new Instance(0, 0, 9, 9, 0, 81, Instance.Kind.OBJECT, square));
    assertThat(objects.get("sub/b.png"))
        .containsExactly(
            new Instance(5, 0, 3, 20, 0, 50, Instance.Kind.CROWD, mask),
            new Instance(5, 0, 3, 20, 0, 50, Instance.Kind.OBJECT, mask),
            new Instance(1, 1, 2, 2, 1, 4, Instance.Kind.OBJECT, null));
  }

  @Test
  void annotationsMayStandBeforeTheirImagesAndImagesMayHaveNone() throws IOException {
    Files.writeString(
        folder.resolve("x.json"),
        "{\"info\":{\"a\":[1]},\"annotations\":["
            + annotation(1, 9, 1, "\"bbox\":[1,1,2,2]")
            + "],"
            + CATEGORIES
            + ","
            + IMAGES
            + "}");
    Map<String, List<Instance>> objects = objects(all());
    assertThat(objects.get("a.png")).isEmpty();
    assertThat(objects.get("sub/b.png")).hasSize(1);
  }

  @Test
  void placesAreBytesAndNotCharacters() throws IOException {
    Files.write(folder.resolve("img/\u00fc\ud83d\ude00.png"), TestImages.png(20, 30, 3));
    String images =
        "\"images\":[{\"id\":1,\"file_name\":\"\u00fc\ud83d\ude00.png\",\"height\":20,\"width\":30}]";
    String note = "\"note\":\"" + "\u00e4\u20ac".repeat(5000) + "\",";
    Files.writeString(
        folder.resolve("x.json"),
        "{"
            + images
            + ","
            + CATEGORIES
            + ",\"annotations\":["
            + annotation(1, 1, 1, note + "\"bbox\":[1,1,2,2]")
            + " , "
            + annotation(2, 1, 1, note + "\"bbox\":[3,3,2,2]")
            + "]}");
    assertThat(objects(all()).values().iterator().next())
        .containsExactly(Instance.ofBox(1, 1, 2, 2, 0), Instance.ofBox(3, 3, 2, 2, 0));
  }

  @Test
  void everyObjectIsKeptOrRefusedWithAReason() throws IOException {
    String box = "\"bbox\":[1,1,2,2]";
    write(
        annotation(1, 7, 1, box),
        annotation(1, 7, 1, box),
        annotation(2, 8, 1, box),
        "{\"id\":3,\"category_id\":1," + box + "}",
        annotation(4, 7, 2, box),
        annotation(5, 7, 1, "\"area\":3"),
        annotation(6, 7, 1, "\"bbox\":[1,1,2]"),
        annotation(7, 7, 1, "\"bbox\":[1,1,2,\"2\"]"),
        annotation(8, 7, 1, box + ",\"segmentation\":[[1,1,2,2]]"),
        annotation(9, 7, 1, box + ",\"segmentation\":[[1,1,2,2,3,\"x\"]]"),
        annotation(10, 7, 1, box + ",\"segmentation\":{\"size\":[20,30],\"counts\":[600,1]}"),
        annotation(11, 7, 1, box + ",\"segmentation\":{\"size\":[20,30],\"counts\":[-1,601]}"),
        annotation(12, 7, 1, box + ",\"segmentation\":{\"size\":[20,30],\"counts\":\"~\"}"),
        annotation(13, 7, 1, box + ",\"segmentation\":{\"counts\":[600]}"),
        annotation(14, 7, 1, box + ",\"segmentation\":{\"size\":[1e9,1e9],\"counts\":[1]}"),
        annotation(15, 7, 1, box + ",\"segmentation\":[[0,0,1e12,0,1e12,1e12]]"));
    Collected all = all();
    assertThat(objects(all).get("a.png")).containsExactly(Instance.ofBox(1, 1, 2, 2, 0));
    assertThat(plan().objectRejects())
        .extracting(Reject::reason)
        .containsExactly("duplicate", "bad-annotation", "unknown-image");
    assertThat(all.objectRejects)
        .extracting(r -> r.path() + " " + r.reason())
        .containsExactly(
            "a.png#1 bad-category",
            "a.png#2 bad-box",
            "a.png#3 bad-box",
            "a.png#4 bad-box",
            "a.png#5 bad-mask",
            "a.png#6 bad-mask",
            "a.png#7 bad-mask",
            "a.png#8 bad-mask",
            "a.png#9 bad-mask",
            "a.png#10 bad-mask",
            "a.png#11 bad-mask",
            "a.png#12 bad-mask");
  }

  @Test
  void everyImageIsARowOrAReject() throws IOException {
    Files.writeString(
        folder.resolve("x.json"),
        "{\"images\":[{\"id\":1,\"file_name\":\"a.png\"},{\"id\":1,\"file_name\":\"sub/b.png\"},"
            + "{\"id\":2,\"file_name\":\"a.png\"},{\"file_name\":\"c.png\"},{\"id\":3},"
            + "{\"id\":4,\"file_name\":\"gone.png\"},{\"id\":5,\"file_name\":\"../../x.png\"},"
            + "{\"id\":6,\"file_name\":\"sub\"}],"
            + CATEGORIES
            + ",\"annotations\":["
            + annotation(1, 4, 1, "\"bbox\":[1,1,2,2]")
            + "]}");
    Collected all = all();
    assertThat(all.rows).extracting(Row::path).containsExactly("a.png");
    assertThat(all.rejects)
        .extracting(r -> r.path() + " " + r.reason())
        .containsExactly(
            "sub/b.png duplicate",
            "a.png duplicate",
            "c.png bad-annotation",
            "image 3 bad-annotation",
            "gone.png missing",
            "../../x.png unsafe-path",
            "sub unreadable");
    assertThat(plan().objectRejects())
        .containsExactly(new Reject("gone.png#0", "image-refused", "missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                            | JSON that is no object
          {"images":[]}                                                 | given the keys images, expected a list 'annotations'
          {"images":[],"annotations":[],"categories":[]}                | categories: given an empty list
          {"images":[],"annotations":[],"categories":[{"id":1}]}        | category 1: given no name
          {"images":[],"annotations":[],"categories":[{"name":"x"}]}    | category without an id: given no id
          {"images":[],"annotations":[],"categories":[{"id":1,"name":"x"},{"id":1,"name":"y"}]} | given 'x' and 'y', expected one category of that id
          {"images":[],"annotations":[],"categories":[{"id":1,"name":"x"},{"id":2,"name":"x"}]} | given 'x' twice
          {"images":[],"annotations":[],"categories":[{"id":1,"name":"x"}]} | images: given an empty list
          {"images":[7],"annotations":[],"categories":[{"id":1,"name":"x"}]} | expected a list of objects
          {"images":[{"id":1,                                           | damaged JSON at byte
          """)
  void saysWhatIsWrongWithTheFile(String json, String message) throws IOException {
    Files.writeString(folder.resolve("x.json"), json);
    refused(message);
  }

  @Test
  void saysWhatIsWrongWithThePlaces() throws IOException {
    refused("given no such file, expected a JSON file with COCO's annotations");
    Files.write(
        folder.resolve("x.json"), "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    refused("damaged JSON");
    write();
    Files.delete(folder.resolve("img/a.png"));
    Files.delete(folder.resolve("img/sub/b.png"));
    refused("given none of the 2 images; the first: a.png");
    assertThatThrownBy(
            () -> plugin.plan(new CocoConfig(folder.toString(), "x.json", "no", 3), size()))
        .hasMessageContaining("given no such folder");
  }

  private void refused(String message) {
    assertThatThrownBy(this::plan)
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining(message);
  }

  private void write(String... annotations) throws IOException {
    Files.writeString(
        folder.resolve("x.json"),
        "{%s,%s,\"annotations\":[%s]}"
            .formatted(IMAGES, CATEGORIES, String.join(",", annotations)));
  }

  private static String annotation(int id, int image, int category, String rest) {
    return "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,%s}".formatted(id, image, category, rest);
  }

  private static Map<String, List<Instance>> objects(Collected all) {
    return all.rows.stream()
        .collect(Collectors.toMap(Row::path, row -> row.annotations().objects()));
  }

  private static PartSize size() {
    return new PartSize(1, 1 << 20);
  }

  private Listing<CocoPart> plan() {
    return plugin.plan(new CocoConfig(folder.toString(), "x.json", "img", 3), size());
  }

  private Collected all() throws IOException {
    return Collected.all(plugin, new CocoConfig(folder.toString(), "x.json", "img", 3), size());
  }
}
