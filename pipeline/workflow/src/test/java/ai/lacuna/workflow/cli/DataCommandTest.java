package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.workflow.data.Duplicates;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

  @TempDir Path folder;

  private Answer data(String... args) {
    List<String> all = new ArrayList<>(List.of("data"));
    all.addAll(List.of(args));
    all.addAll(List.of("--store", folder.resolve("store").toString()));
    return Answer.to(all);
  }

  private Path image(String path, int value) throws IOException {
    byte[] pixels = new byte[9 * 12 * 3];
    Arrays.fill(pixels, (byte) value);
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, ImageEncoder.encode(new Image(3, 9, 12, pixels)));
  }

  /** A recipe with five training and three test images, of which one is in both. */
  private String recipe() throws IOException {
    for (int i = 0; i < 4; i++) {
      image("train/class <" + i % 2 + ">/" + i + ".png", 10 * i);
    }
    image("train/class <0>/copy.png", 0);
    for (int i = 0; i < 2; i++) {
      image("test/class <" + i + ">/" + i + ".png", 100 + i);
    }
    image("test/class <1>/seen.png", 20);
    Path file = folder.resolve("my.yaml");
    Files.writeString(
        file,
        """
        name: my
        data:
          train: {source: imagefolder, path: '%s'}
          test: {source: imagefolder, path: '%s'}
        pretrain: {objective: not-looked-at}
        """
            .formatted(folder.resolve("train"), folder.resolve("test")));
    return file.toString();
  }

  @Test
  void importsTheSetsOfARecipeAndSaysWhatIsInBoth() throws Exception {
    Answer first = data("import", recipe(), "--json");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err())
        .contains(
            "duplicates: warning: 1 of 3 test images are also in the training set, for example"
                + " class <1>/seen.png (there class <0>/2.png)");
    JsonNode sets = first.json().get("datasets");
    assertThat(sets.findValuesAsText("images")).containsExactly("5", "3");
    assertThat(Dataset.open(Path.of(sets.get(0).get("folder").asText())).rows()).isEqualTo(5);

    Answer second = data("import", recipe(), "--json");
    assertThat(second.json().findValuesAsText("status")).containsExactly("cached", "cached");
    assertThat(second.err()).contains("duplicates: warning: 1 of 3", "duplicates: cached");
  }

  @Test
  void countsDuplicatesInAnArtifact() throws Exception {
    data("import", recipe());
    Path found;
    try (Stream<Path> files = Files.list(folder.resolve("store/duplicates"))) {
      found = files.findFirst().orElseThrow();
    }
    assertThat(Duplicates.read(found))
        .isEqualTo(
            new Duplicates(
                1, 0, 1, List.of(new Duplicates.Pair("class <1>/seen.png", "class <0>/2.png"))));
  }

  @Test
  void showsFiguresAndWritesAPageThatNeedsNothingElse() throws Exception {
    String recipe = recipe();
    data("import", recipe);
    Path page = folder.resolve("page.html");

    Answer shown = data("show", recipe, "--json", "--sheet", page.toString());

    assertThat(shown.code()).as(shown.err()).isZero();
    JsonNode train = shown.json().get("datasets").get(0);
    assertThat(train.get("copies").asInt()).isEqualTo(1);
    assertThat(train.get("classes").get("class <0>").asInt()).isEqualTo(3);
    assertThat(train.get("sizes").get("maxWidth").asInt()).isEqualTo(12);
    assertThat(shown.json().get("datasets").get(1).get("alsoInTrain").asInt()).isEqualTo(1);
    String html = Files.readString(page);
    assertThat(html)
        .contains("class &lt;0&gt;", "data:image/png;base64,", "prefers-color-scheme: dark")
        .contains("1 of 3 test images are also in the training set")
        .doesNotContain("class <0>", "http");
    assertThat(html.split("<figure ", -1)).hasSize(1 + 5 + 3);

    assertThat(data("show", recipe, "--sheet", page.toString()).out())
        .contains("images   5", "class <0>  3 ████", "copies   1 of an earlier image");
  }

  @Test
  void warnsOfClassesThatNoImageHasAndSaysWhereRejectsAreListed() throws Exception {
    image("photos/1.png", 1);
    image("photos/2.png", 2);
    Files.writeString(
        folder.resolve("photos/list.csv"), "path,label\n1.png,cat\n2.png,cat\ngone.png,cat\n");
    Files.writeString(folder.resolve("photos/classes.txt"), "cat\ndog\n");
    String list = folder.resolve("photos/list.csv").toString();
    String source = "--source=csv";
    String classes = "--set=classes=classes.txt";
    String rejects = "--set=maxRejects=0.5";

    Answer imported = data("import", list, source, classes, rejects);

    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.err()).contains("warning: no image of 1 of its 2 classes: dog");
    assertThat(imported.out())
        .contains("rejects  1 (1 missing)")
        .containsPattern("listed   .*rejects.jsonl");
    String page = "--sheet=" + folder.resolve("page.html");
    assertThat(data("show", list, source, classes, rejects, page).out())
        .contains("warning: no image of 1 of its 2 classes: dog");
  }

  @Test
  void importsFromASourceWhatARecipeThenFinds() throws Exception {
    String recipe = recipe();
    Answer alone =
        data(
            "import",
            folder.resolve("train").toString(),
            "--source",
            "imagefolder",
            "--set",
            "maxRejects=0.01");
    assertThat(alone.out()).contains("train: 5 images, 2 classes, made", "rejects  0");

    assertThat(data("import", recipe).err()).contains("ingest.train: cached");
  }

  @Test
  void showsObjectsAndMasksAndDrawsThem() throws Exception {
    data("import", "--source", "shapes", "--set", "count=9", "--set", "objects=3");
    Path page = folder.resolve("page.html");
    String[] show = {
      "show", "--source", "shapes", "--set", "count=9", "--set", "objects=3", "--sheet", "" + page
    };

    Answer text = data(show);

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("objects  ", "with masks", "refused  0 of the objects", "% of the pixels not")
        .contains("images of each class", "objects of each category", "labelled pixels of each");
    assertThat(Files.readString(page))
        .contains("class=\"swatch\"", "figure class=\"wide\"", "images with their masks");
    JsonNode set =
        data(Stream.concat(Arrays.stream(show), Stream.of("--json")).toArray(String[]::new))
            .json()
            .at("/datasets/0");
    assertThat(set.at("/objects/categories").size()).isEqualTo(set.at("/objects/counts").size());
    assertThat(set.at("/semantic/pixels").size()).isPositive();
  }

  @Test
  void namesOfVeryManyClassesDoNotFloodTheTerminal() throws Exception {
    for (int c = 0; c < 101; c++) {
      image("many/%03d/0.png".formatted(c), c);
    }
    image("many/077/1.png", 200);
    String many = folder.resolve("many").toString();
    data("import", many, "--source", "imagefolder");
    Path page = folder.resolve("page.html");
    String out = data("show", many, "--source", "imagefolder", "--sheet", page.toString()).out();
    assertThat(out).contains("    077  2 ████", "    and 51 more, see --json");
    assertThat(out.lines().filter(line -> line.contains("█"))).hasSize(50);
  }

  @Test
  void namesTheRefusedOneOfEachReasonFirst() throws Exception {
    for (int i = 0; i < 6; i++) {
      Files.writeString(image("photos/a/" + i + ".png", i), "no image");
    }
    Files.writeString(image("photos/a/empty.png", 1), "");
    image("photos/a/good.png", 1);
    Answer answer = data("import", folder.resolve("photos").toString(), "--source", "imagefolder");
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err())
        .contains(
            "    given:    7 of 8 images refused (1 empty, 6 unknown-format)\n                a/")
        .contains("a/empty.png: empty, ", "\n                and 2 more\n    expected: ");
  }

  @Test
  void saysHowAFolderIsImported() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Answer noSource = data("import", photos.toString());
    assertThat(noSource.code()).isEqualTo(2);
    assertThat(noSource.err()).contains("given:    the folder " + photos, "--source imagefolder");
    assertThat(data("import").err()).contains("given:    nothing");
    Answer misspelt =
        data("import", photos.toString(), "--source", "imagefolder", "--set", "maxReject=1");
    assertThat(misspelt.err()).contains("--set maxReject", "did you mean 'maxRejects'?");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Answer before = data("show", recipe());
    assertThat(before.code()).isEqualTo(3);
    assertThat(before.err()).contains("a data set that is not in", "lacuna data import");

    Answer unknown = data("import", "--source", "shapes", "--set", "cuont=5");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("cuont", "did you mean 'count'");

    Answer role = data("import", "--source", "shapes", "--as", "validation");
    assertThat(role.err()).contains("train or test");
  }
}
