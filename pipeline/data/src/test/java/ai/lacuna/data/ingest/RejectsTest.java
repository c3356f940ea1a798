package ai.lacuna.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.Unprivileged;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.coco.CocoConfig;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsTest {

  @TempDir Path temp;

  /** Imports a folder that may be read less and less, and prints what is said of it. */
  static final class Main {
    private Main() {}

    /**
     * Takes rights away and gives them back.
     *
     * @param args the folder of two classes, the folder that receives the shards
     */
    public static void main(String[] args) throws IOException {
      Path source = Path.of(args[0]);
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(source);
      Files.setPosixFilePermissions(source.resolve("cat/003.png"), Set.of());
      for (ShardSummary summary :
          Steps.write(Steps.plan(source, Steps.options(0.5, 99)), Path.of(args[1]))) {
        System.out.println(summary.rejects());
      }
      for (Path folder : List.of(source.resolve("dog"), source)) {
        Files.setPosixFilePermissions(folder, Set.of());
        try {
          Steps.plan(source, Steps.options(0.5, 99));
        } catch (LacunaException e) {
          System.out.println(e.getMessage());
        } finally {
          Files.setPosixFilePermissions(folder, all);
        }
      }
    }
  }

  @Test
  void everyImageIsARowOrAReject() throws IOException {
    Path source = Steps.pets(temp);
    Files.writeString(source.resolve("cat/broken.jpg"), "not an image");
    Files.write(source.resolve("dog/empty.png"), new byte[0]);
    Files.writeString(source.resolve("dog/notes.txt"), "not counted as an image");
    IngestPlan plan = Steps.plan(source, Steps.options(0.5, 4));
    Manifest manifest = Steps.run(plan, temp.resolve("out"));
    assertThat(manifest.rows()).isEqualTo(20);
    assertThat(manifest.rejects()).isEqualTo(2);
    assertThat(manifest.rejectReasons())
        .containsExactlyInAnyOrderEntriesOf(Map.of("unknown-format", 1L, "empty", 1L));
    assertThat(manifest.ignored()).isEqualTo(1);
    assertThat(manifest.classes()).containsExactly("cat", "dog");
    assertThat(manifest.classCounts()).containsExactly(10L, 10L);
    assertThat(manifest.shards()).hasSize(6);
    assertThat(Files.readAllLines(temp.resolve("out").resolve(Manifest.REJECTS)))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("cat/broken.jpg", "unknown-format"));
  }

  @Test
  void tooManyRejectsFailWithReasonsAndExamples() throws IOException {
    Path source = Steps.pets(temp);
    Files.writeString(source.resolve("cat/broken.jpg"), "not an image");
    IngestPlan plan = Steps.plan(source, Steps.options(0.01, 100));
    List<ShardSummary> summaries = Steps.write(plan, temp.resolve("out"));
    assertThatThrownBy(() -> Ingestion.finish(plan, summaries, temp.resolve("out")))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining("1 of 21 images refused (1 unknown-format)")
        .hasMessageContaining("cat/broken.jpg")
        .hasMessageContaining("at most 1.00 %")
        .hasMessageContaining("maxRejects");
    assertThat(temp.resolve("out").resolve(Manifest.FILE)).doesNotExist();
  }

  @Test
  void imagesOfAnotherNumberOfChannelsAreRejects() throws IOException {
    Path source = Files.createDirectories(temp.resolve("mixed"));
    for (int channels : new int[] {4, 4, 5}) {
      Image image = new Image(channels, 2, 2, new byte[4 * channels]);
      Files.write(Files.createTempFile(source, "x", ".pam"), ImageEncoder.encode(image));
    }
    IngestPlan plan =
        Ingestion.plan(
            "mixed",
            "imagefolder",
            new ImageFolderConfig(source.toString(), 4),
            Steps.options(0.5, 9));
    Manifest manifest = Steps.run(plan, temp.resolve("out"));
    assertThat(manifest.rows()).isEqualTo(2);
    assertThat(manifest.rejectReasons()).containsOnlyKeys("unsupported");
    assertThat(Files.readString(temp.resolve("out").resolve(Manifest.REJECTS)))
        .contains("5 channels");
  }

  @Test
  void anImageThatIsGoneAfterPlanningIsAReject() throws IOException {
    Path source = Steps.pets(temp);
    IngestPlan plan = Steps.plan(source, Steps.options(0.5, 9));
    Files.delete(source.resolve("cat/003.png"));
    Files.delete(source.resolve("dog/004.png"));
    Files.createDirectory(source.resolve("dog/004.png"));
    Manifest manifest = Steps.run(plan, temp.resolve("out"));
    assertThat(manifest.rows()).isEqualTo(18);
    assertThat(manifest.rejectReasons()).isEqualTo(Map.of("missing", 1L, "unreadable", 1L));
  }

  @Test
  void whatMayNotBeReadIsARejectOrAMessage() throws Exception {
    Path source = Steps.pets(temp);
    assertThat(Unprivileged.run(Main.class, source.toString(), temp.resolve("out").toString()))
        .containsPattern("(?m)^\\[Reject\\[path=cat/003.png, reason=unreadable, [^\\[]*]]$")
        .contains("dog: given a folder that cannot be read: permission denied")
        .contains("given a folder that may not be read");
  }

  @Test
  void tooManyRefusedObjectsFailLikeImages() throws IOException {
    Path source = Files.createDirectories(temp.resolve("coco"));
    Files.write(source.resolve("a.png"), TestImages.png(8, 9, 1));
    Files.write(source.resolve("b.png"), TestImages.png(8, 9, 2));
    Files.writeString(source.resolve("c.png"), "no image");
    Files.writeString(
        source.resolve("x.json"),
        "{\"images\":[{\"id\":1,\"file_name\":\"a.png\"},{\"id\":2,\"file_name\":\"b.png\"},"
            + "{\"id\":3,\"file_name\":\"c.png\"}],"
            + "\"categories\":[{\"id\":1,\"name\":\"x\"}],\"annotations\":["
            + "{\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,3,3]},"
            + "{\"image_id\":2,\"category_id\":1,\"bbox\":[50,50,3,3]},"
            + "{\"image_id\":3,\"category_id\":1,\"bbox\":[0,0,3,3]},"
            + "{\"image_id\":4,\"category_id\":1,\"bbox\":[0,0,3,3]}]}");
    CocoConfig config = new CocoConfig(source.toString(), "x.json", ".", 3);
    IngestPlan strict = Ingestion.plan("coco", "coco", config, Steps.options(0.5, 9));
    List<ShardSummary> summaries = Steps.write(strict, temp.resolve("out"));
    assertThatThrownBy(() -> Ingestion.finish(strict, summaries, temp.resolve("out")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("2 of 3 objects refused (1 outside-image, 1 unknown-image)")
        .hasMessageContaining("b.png#0: outside-image");
    IngestPlan lenient = Ingestion.plan("coco", "coco", config, Steps.options(0.7, 9));
    Manifest manifest = Steps.run(lenient, temp.resolve("out"));
    Manifest.Objects objects = Objects.requireNonNull(manifest.objects());
    assertThat(objects.counts()).containsExactly(1L);
    assertThat(objects.rejectReasons())
        .isEqualTo(Map.of("outside-image", 1L, "unknown-image", 1L, "image-refused", 1L));
    assertThat(manifest.rejectReasons()).isEqualTo(Map.of("unknown-format", 1L));
    assertThat(Files.readAllLines(temp.resolve("out").resolve(Manifest.REJECTS))).hasSize(4);
  }

  @Test
  void imagesWithoutAnyObjectAreFine() throws IOException {
    Path source = Files.createDirectories(temp.resolve("coco"));
    Files.write(source.resolve("a.png"), TestImages.png(8, 9, 1));
    Files.writeString(
        source.resolve("x.json"),
        "{\"images\":[{\"id\":1,\"file_name\":\"a.png\"}],\"annotations\":[],"
            + "\"categories\":[{\"id\":1,\"name\":\"x\"}]}");
    Dataset dataset =
        TestImages.importFrom(
            "coco", new CocoConfig(source.toString(), "x.json", ".", 3), temp.resolve("out"));
    assertThat(dataset.categories()).containsExactly("x");
    assertThat(dataset.annotations(0).objects()).isEmpty();
  }
}
