package ai.lacuna.data.source.imagefolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.Unprivileged;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderPluginTest {

  @TempDir Path root;

  /** Prints why a folder cannot be planned. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      try {
        plan(Path.of(args[0]));
      } catch (LacunaException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void classesAreTheSortedFoldersHoweverDeepTheImagesLie() throws IOException {
    TestImages.folder(root, 2, "b", "a/x/y", "c");
    Listing<FolderPart> listing = plan(100);
    assertThat(listing.classes()).containsExactly("a", "b", "c");
    FolderPart part = listing.parts().get(0).spec();
    assertThat(part.paths()).contains("a/x/y/000.png", "b/001.png");
    for (int i = 0; i < part.paths().size(); i++) {
      assertThat(listing.classes().get(part.labels().get(i)))
          .isEqualTo(part.paths().get(i).substring(0, 1));
    }
  }

  @Test
  void aFlatFolderHasNoClasses() throws IOException {
    TestImages.folder(root, 3, ".");
    Listing<FolderPart> listing = plan(100);
    assertThat(listing.classes()).isEmpty();
    assertThat(listing.parts().get(0).spec().labels()).containsExactly(-1, -1, -1);
  }

  @Test
  void cutsPartsByRows() throws IOException {
    TestImages.folder(root, 5, "a", "b");
    assertThat(plan(4).parts()).extracting(Listing.Part::images).containsExactly(4L, 4L, 2L);
    assertThat(plan(4)).isEqualTo(plan(4));
  }

  @Test
  void mixesClasses() throws IOException {
    TestImages.folder(root, 50, "a", "b");
    List<Integer> labels = plan(1000).parts().get(0).spec().labels();
    long ones = labels.subList(0, 50).stream().filter(l -> l == 1).count();
    assertThat(ones).isBetween(12L, 38L);
  }

  @Test
  void passesOverHiddenFilesCountsOthersAndRejectsStrays() throws IOException {
    TestImages.folder(root, 1, "a", ".git");
    Files.writeString(root.resolve("a/.DS_Store"), "");
    Files.writeString(root.resolve("labels.csv"), "");
    Files.write(root.resolve("stray.png"), TestImages.png(2, 2, 1));
    Listing<FolderPart> listing = plan(100);
    assertThat(listing.classes()).containsExactly("a");
    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.rejects())
        .containsExactly(new Reject("stray.png", "no-class", "lies beside the class folders"));
  }

  @Test
  void linksBackEndAndLinksToNothingAreRejects() throws IOException {
    TestImages.folder(root, 1, "a");
    Files.createSymbolicLink(root.resolve("a/loop"), root);
    Files.createSymbolicLink(root.resolve("a/gone.png"), root.resolve("nowhere"));
    Listing<FolderPart> listing = plan(100);
    assertThat(listing.parts().get(0).spec().paths()).containsExactly("a/000.png");
    assertThat(listing.ignored()).isEqualTo(1);
    assertThat(listing.rejects()).extracting(Reject::path).containsExactly("a/gone.png");
  }

  @Test
  void linksThatGoInCirclesEnd() throws IOException {
    TestImages.folder(root, 1, "a", "b");
    Files.createSymbolicLink(root.resolve("a/b"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/a"), root.resolve("a"));
    Listing<FolderPart> listing = plan(100);
    assertThat(listing.parts().get(0).spec().paths())
        .containsExactlyInAnyOrder("a/000.png", "b/000.png", "a/b/000.png", "b/a/000.png");
    assertThat(listing.ignored()).isEqualTo(2);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems refuse names that are no UTF-8")
  void namesInAnotherEncodingAreRejects() throws Exception {
    TestImages.folder(root, 1, "a");
    // No text makes Java write such a name: the shell takes its bytes as they are.
    Process process =
        new ProcessBuilder("sh", "-c", "cp 000.png \"$(printf 'x\\351.png')\"")
            .directory(root.resolve("a").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    Listing<FolderPart> listing = plan(100);
    long images = listing.parts().stream().mapToLong(Listing.Part::images).sum();
    assertThat(images + listing.rejects().size()).isEqualTo(2);
    Collected all = Collected.all(new ImageFolderPlugin(), config(root), new PartSize(9, 1 << 20));
    assertThat(all.rows.size() + all.rejects.size()).isEqualTo(2);
  }

  @Test
  void aFolderOfRefusedImagesIsNotCalledEmpty() throws Exception {
    TestImages.folder(root, 1, "a");
    Files.createDirectories(root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/gone.png"), root.resolve("nowhere"));
    assertThatThrownBy(() -> plan(root))
        .hasMessageContaining("b: given a class folder without an image (1 refused: a link to");
    Files.delete(root.resolve("a/000.png"));
    assertThatThrownBy(() -> plan(root))
        .hasMessageContaining("given 1 images, all refused, the first (b/gone.png) because")
        .hasMessageContaining("unreadable: a link to nothing");
  }

  @Test
  void aFolderThatMayNotBeReadIsAFailureBecauseNobodyKnowsWhatIsInIt() throws Exception {
    TestImages.folder(root, 2, "a", "b", "c");
    Set<PosixFilePermission> all = Files.getPosixFilePermissions(root);
    Files.setPosixFilePermissions(root.resolve("b"), Set.of());
    Files.setPosixFilePermissions(root.resolve("c"), PosixFilePermissions.fromString("r--------"));
    try {
      assertThat(Unprivileged.run(Main.class, root.toString()))
          .contains(root.resolve("b") + ": given a folder that cannot be read: permission denied")
          .contains(root.resolve("c") + ": given a folder that cannot be read: permission denied");
    } finally {
      Files.setPosixFilePermissions(root.resolve("b"), all);
      Files.setPosixFilePermissions(root.resolve("c"), all);
    }
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws IOException {
    assertThatThrownBy(() -> plan(root.resolve("missing")))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("given no such folder, expected a folder");
    assertThatThrownBy(() -> plan(root)).hasMessageContaining("given an empty folder");
    Files.writeString(root.resolve("a.txt"), "");
    assertThatThrownBy(() -> plan(root)).hasMessageContaining("a folder of other files (1)");
    assertThatThrownBy(() -> plan(root.resolve("a.txt"))).hasMessageContaining("given a file");
  }

  @Test
  void namesEveryClassWithoutAnImage() throws IOException {
    TestImages.folder(root, 1, "a");
    Files.createDirectories(root.resolve("b"));
    Files.createDirectories(root.resolve("c/deeper"));
    assertThatThrownBy(() -> plan(root))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining(root.resolve("b") + ": given a class folder without an image")
        .hasMessageContaining(root.resolve("c") + ": given a class folder without an image");
  }

  private Listing<FolderPart> plan(int rows) {
    return new ImageFolderPlugin()
        .plan(new ImageFolderConfig(root.toString(), 3), new PartSize(rows, 1L << 30));
  }

  private static Listing<FolderPart> plan(Path folder) {
    return new ImageFolderPlugin().plan(config(folder), new PartSize(10, 1L << 30));
  }

  private static ImageFolderConfig config(Path folder) {
    return new ImageFolderConfig(folder.toString(), 3);
  }
}
