package ai.lacuna.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.Unprivileged;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.coco.CocoConfig;
import ai.lacuna.data.source.imagefolder.ImageFolderConfig;
import ai.lacuna.data.source.shapes.ShapesConfig;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {

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
      for (ShardSummary summary : write(plan(source, options(0.5, 99)), Path.of(args[1]))) {
        System.out.println(summary.rejects());
      }
      for (Path folder : List.of(source.resolve("dog"), source)) {
        Files.setPosixFilePermissions(folder, Set.of());
        try {
          plan(source, options(0.5, 99));
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
    Path source = source();
    Files.writeString(source.resolve("cat/broken.jpg"), "not an image");
    Files.write(source.resolve("dog/empty.png"), new byte[0]);
    Files.writeString(source.resolve("dog/notes.txt"), "not counted as an image");
    IngestPlan plan = plan(source, options(0.5, 4));
    Manifest manifest =
        Ingestion.finish(plan, write(plan, temp.resolve("out")), temp.resolve("out"));
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
    Path source = source();
    Files.writeString(source.resolve("cat/broken.jpg"), "not an image");
    IngestPlan plan = plan(source, options(0.01, 100));
    List<ShardSummary> summaries = write(plan, temp.resolve("out"));
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
  void againAndInAnotherOrderGivesTheSameBytes() throws IOException {
    Path source = source();
    IngestPlan plan = plan(source, options(0.01, 3));
    List<ShardSummary> first = write(plan, temp.resolve("a"));
    Ingestion.finish(plan, first, temp.resolve("a"));
    List<ShardPlan> reversed = new ArrayList<>(plan(source, options(0.01, 3)).shards());
    Collections.reverse(reversed);
    List<ShardSummary> second = new ArrayList<>();
    for (ShardPlan shard : reversed) {
      Ingestion.writeShard(shard, temp.resolve("b"));
      second.add(Ingestion.writeShard(shard, temp.resolve("b"))); // a retry over a finished shard
    }
    Ingestion.finish(plan, second, temp.resolve("b"));
    assertThat(contents(temp.resolve("b"))).isEqualTo(contents(temp.resolve("a")));
    assertThat(contents(temp.resolve("a"))).hasSize(plan.shards().size() + 2);
  }

  @Test
  void theOrderOfRowsDoesNotDependOnTheShards() throws IOException {
    Path source = source();
    Dataset many = TestImages.importFolder(source, temp.resolve("many"), options(0, 3));
    Dataset one = TestImages.importFolder(source, temp.resolve("one"), options(0, 100));
    for (long row = 0; row < one.rows(); row++) {
      assertThat(many.sample(row).path()).isEqualTo(one.sample(row).path());
      assertThat(many.label(row)).isEqualTo(one.label(row));
    }
  }

  @Test
  void storesTheOriginalFiles() throws IOException {
    Path source = source();
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), options(0, 7));
    for (long row = 0; row < dataset.rows(); row++) {
      String path = dataset.sample(row).path();
      assertThat(dataset.sample(row).bytes()).isEqualTo(Files.readAllBytes(source.resolve(path)));
      assertThat(dataset.classes().get(dataset.label(row))).isEqualTo(path.split("/")[0]);
    }
  }

  @Test
  void measuresMeanAndDeviationOfAllPixels() throws IOException {
    Path source = Files.createDirectories(temp.resolve("flat"));
    Files.write(source.resolve("a.png"), constant(2, 2, 51, 0, 255));
    Files.write(source.resolve("b.png"), constant(1, 4, 153, 0, 255));
    Dataset dataset = TestImages.importFolder(source, temp.resolve("out"), options(0, 1));
    assertThat(dataset.mean()).containsExactly(new float[] {0.4f, 0, 1}, within(1e-6f));
    assertThat(dataset.std()).containsExactly(new float[] {0.2f, 0, 0}, within(1e-6f));
    assertThat(dataset.manifest().sizes()).isEqualTo(new Manifest.Sizes(1, 2, 2, 4, 8));
    assertThat(dataset.manifest().unlabelled()).isEqualTo(2);
  }

  @Test
  void plansAndSummariesSurviveJson() throws IOException {
    IngestPlan plan = plan(source(), options(0.01, 6));
    String text = Json.line(plan);
    assertThat(Json.line(Json.MAPPER.readValue(text, IngestPlan.class))).isEqualTo(text);
    ShardPlan shard = Json.MAPPER.readValue(Json.line(plan.shards().get(1)), ShardPlan.class);
    ShardSummary summary = Ingestion.writeShard(shard, temp.resolve("out"));
    assertThat(Json.MAPPER.readValue(Json.line(summary), ShardSummary.class)).isEqualTo(summary);
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
            "mixed", "imagefolder", new ImageFolderConfig(source.toString(), 4), options(0.5, 9));
    Manifest manifest =
        Ingestion.finish(plan, write(plan, temp.resolve("out")), temp.resolve("out"));
    assertThat(manifest.rows()).isEqualTo(2);
    assertThat(manifest.rejectReasons()).containsOnlyKeys("unsupported");
    assertThat(Files.readString(temp.resolve("out").resolve(Manifest.REJECTS)))
        .contains("5 channels");
  }

  @Test
  void anImageThatIsGoneAfterPlanningIsAReject() throws IOException {
    Path source = source();
    IngestPlan plan = plan(source, options(0.5, 9));
    Files.delete(source.resolve("cat/003.png"));
    Files.delete(source.resolve("dog/004.png"));
    Files.createDirectory(source.resolve("dog/004.png"));
    Manifest manifest =
        Ingestion.finish(plan, write(plan, temp.resolve("out")), temp.resolve("out"));
    assertThat(manifest.rows()).isEqualTo(18);
    assertThat(manifest.rejectReasons()).isEqualTo(Map.of("missing", 1L, "unreadable", 1L));
  }

  @Test
  void whatMayNotBeReadIsARejectOrAMessage() throws Exception {
    Path source = source();
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
    IngestPlan strict = Ingestion.plan("coco", "coco", config, options(0.5, 9));
    List<ShardSummary> summaries = write(strict, temp.resolve("out"));
    assertThatThrownBy(() -> Ingestion.finish(strict, summaries, temp.resolve("out")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("2 of 3 objects refused (1 outside-image, 1 unknown-image)")
        .hasMessageContaining("b.png#0: outside-image");
    IngestPlan lenient = Ingestion.plan("coco", "coco", config, options(0.7, 9));
    Manifest manifest =
        Ingestion.finish(lenient, write(lenient, temp.resolve("out")), temp.resolve("out"));
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

  @Test
  void aLostShardIsNoticed() throws IOException {
    IngestPlan plan = plan(source(), options(0.01, 6));
    List<ShardSummary> summaries = write(plan, temp.resolve("out"));
    assertThatThrownBy(() -> Ingestion.finish(plan, summaries.subList(1, summaries.size()), temp))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("planned [0, 1, 2, 3]");
  }

  @Test
  void oneChangedByteChangesTheSourceDigestAndAnotherPlaceDoesNot() throws IOException {
    Path source = source();
    Path copy = temp.resolve("copy");
    TestImages.folder(copy, 10, "cat", "dog");
    String before = digest(source);
    assertThat(digest(copy)).isEqualTo(before);
    byte[] image = Files.readAllBytes(source.resolve("dog/003.png"));
    image[image.length - 20] ^= 1;
    Files.write(source.resolve("dog/003.png"), image);
    assertThat(digest(source)).isNotEqualTo(before);
    Files.move(copy.resolve("cat/001.png"), copy.resolve("dog/xxx.png"));
    assertThat(digest(copy)).isNotEqualTo(before);
  }

  @Test
  void leavesNothingBehindWhenASourceFails() throws IOException {
    IngestPlan plan = plan(source(), options(0.01, 100));
    ShardPlan good = plan.shards().get(0);
    ShardPlan wrong =
        new ShardPlan(
            0,
            1,
            good.source(),
            good.config(),
            good.part(),
            999,
            0,
            good.vocabulary(),
            3,
            1000,
            Orientation.Use.IGNORE);
    assertThatThrownBy(() -> Ingestion.writeShard(wrong, temp.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("announced 999 images");
    assertThat(contents(temp.resolve("out"))).isEmpty();
  }

  /** Whoever has a data set keeps it: other bytes for the same images make every result stale. */
  @Test
  void theBytesOfAnImportAreThoseOfThisVersion() throws IOException {
    IngestPlan plan = plan(source(), options(0.01, 7));
    Ingestion.finish(plan, write(plan, temp.resolve("out")), temp.resolve("out"));
    assertThat(Digest.ofString(contents(temp.resolve("out")).toString()))
        .isEqualTo("3b3ece5002ddd78ef296c2de891ed866aadde9ebb57a627fe0d3ff9edf987f26");
  }

  @Test
  void recordsOrientationAndAppliesItWhereAsked() throws IOException {
    Path source = Files.createDirectories(temp.resolve("source"));
    Files.write(source.resolve("a.jpg"), turned());
    Dataset stored =
        TestImages.importFolder(source, temp.resolve("stored"), IngestOptions.defaults());
    assertThat(Objects.requireNonNull(stored.manifest().orientations()).counts())
        .containsExactly(Map.entry(Orientation.CLOCKWISE, 1L));
    assertThat(stored.image(0).width()).isEqualTo(24);
    assertThat(stored.manifest().sizes().maxWidth()).isEqualTo(24);

    IngestOptions options = IngestOptions.defaults();
    IngestOptions applying =
        new IngestOptions(
            options.maxRejects(),
            options.maxPixels(),
            Orientation.Use.APPLY,
            options.shardRows(),
            options.shardMiB());
    Dataset upright = TestImages.importFolder(source, temp.resolve("upright"), applying);
    assertThat(upright.image(0))
        .usingRecursiveComparison()
        .isEqualTo(Orientation.CLOCKWISE.upright(stored.image(0)));
    assertThat(upright.manifest().sizes().maxHeight()).isEqualTo(24);
    assertThat(upright.digest()).isNotEqualTo(stored.digest());
    try (EvalLoader loader = new EvalLoader(upright, new ImageShape(3, 24, 16), 1, 1)) {
      assertThat(loader.next().pixels()[0]).isEqualTo(upright.image(0).pixels()[0]);
    }
  }

  @Test
  void doesNotTurnImagesUnderTheirBoxes() {
    IngestOptions options = IngestOptions.defaults();
    IngestOptions applying =
        new IngestOptions(0, options.maxPixels(), Orientation.Use.APPLY, 1024, 64);
    assertThatThrownBy(() -> Ingestion.plan("s", "shapes", ShapesConfig.defaults(), applying))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("orientation: given apply, expected ignore");
  }

  /** A JPEG of 24 x 16 pixels that says it must be turned clockwise. */
  private static byte[] turned() throws IOException {
    BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      picture.setRGB(x, x / 2, 0xFF8040);
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpeg", jpeg);
    byte[] plain = jpeg.toByteArray();
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, // marker, length, name
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1, // big-endian TIFF with one entry:
      1,
      18,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      6,
      0,
      0,
      0,
      0,
      0,
      0 // orientation, short, one, 6
    };
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(plain, 0, 2);
    file.write(exif, 0, exif.length);
    file.write(plain, 2, plain.length - 2);
    return file.toByteArray();
  }

  private Path source() throws IOException {
    Path source = temp.resolve("source");
    TestImages.folder(source, 10, "cat", "dog");
    return source;
  }

  private static IngestOptions options(double maxRejects, int shardRows) {
    return new IngestOptions(maxRejects, 1_000_000, Orientation.Use.IGNORE, shardRows, 128);
  }

  private static IngestPlan plan(Path source, IngestOptions options) {
    return Ingestion.plan(
        "pets", "imagefolder", new ImageFolderConfig(source.toString(), 3), options);
  }

  private static List<ShardSummary> write(IngestPlan plan, Path folder) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      summaries.add(Ingestion.writeShard(shard, folder));
    }
    return summaries;
  }

  private static String digest(Path source) {
    return Ingestion.sourceDigest(
        "imagefolder", new ImageFolderConfig(source.toString(), 3), FileDigests.unremembered());
  }

  private static byte[] constant(int height, int width, int... colour) {
    byte[] pixels = new byte[height * width * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) colour[i % 3];
    }
    return ImageEncoder.encode(new Image(3, height, width, pixels));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Digest.ofFile(file));
      }
    }
    return contents;
  }
}
