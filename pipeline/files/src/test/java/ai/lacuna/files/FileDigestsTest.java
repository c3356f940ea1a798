package ai.lacuna.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {

  @TempDir Path folder;

  /** A clock by which everything written now has long settled. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private FileDigests later() throws IOException {
    return FileDigests.in(folder.resolve("memory"), LATER);
  }

  @Test
  void readsAnUnchangedFileOnceForAllProcesses() throws Exception {
    Path a = file("a", "content");
    FileDigests first = later();
    assertThat(first.of(a)).isEqualTo(Digest.ofFile(a));
    assertThat(first.of(a)).isEqualTo(Digest.ofFile(a));
    first.save();

    FileDigests second = later();
    assertThat(second.of(a)).isEqualTo(Digest.ofFile(a));

    assertThat(first.filesRead()).isEqualTo(1);
    assertThat(second.filesRead()).isZero();
  }

  @Test
  void noticesAByteThatChangedUnderTheSameSizeAndTime() throws Exception {
    Path a = file("a", "content");
    FileTime time = Files.getLastModifiedTime(a);
    FileDigests digests = later();
    digests.of(a);

    Files.writeString(a, "Content");
    Files.setLastModifiedTime(a, time);

    assertThat(digests.of(a)).isEqualTo(Digest.ofString("Content"));
  }

  @Test
  void noticesAnotherFileInThePlaceOfOne() throws Exception {
    Path a = file("a", "content");
    Path b = file("b", "Content");
    Files.setLastModifiedTime(b, Files.getLastModifiedTime(a));
    FileDigests digests = later();
    digests.of(a);

    Files.delete(a);
    Files.move(b, a);

    assertThat(digests.of(a)).isEqualTo(Digest.ofString("Content"));
  }

  @Test
  void doesNotTrustTheTimeOfAFileThatWasWrittenJustNow() throws Exception {
    Path a = file("a", "content");
    FileDigests digests = FileDigests.in(folder.resolve("memory"));
    digests.of(a);
    digests.of(a);
    assertThat(digests.filesRead()).isEqualTo(2);

    FileDigests atTheLimit =
        FileDigests.in(
            folder.resolve("memory"),
            Clock.fixed(
                Files.getLastModifiedTime(a).toInstant().plus(FileDigests.SETTLED),
                Clock.systemUTC().getZone()));
    atTheLimit.of(a);
    atTheLimit.of(a);
    assertThat(atTheLimit.filesRead()).isEqualTo(2);
  }

  @Test
  void dropsADamagedSegmentAndJoinsMany() throws Exception {
    for (int i = 0; i < 12; i++) {
      FileDigests digests = later();
      digests.of(file("file-" + i, "content " + i));
      digests.save();
    }
    List<Path> segments = segments();
    assertThat(segments).hasSizeBetween(1, 9);

    for (Path segment : segments) {
      byte[] bytes = Files.readAllBytes(segment);
      bytes[20] ^= 1;
      Files.write(segment, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    FileDigests digests = later();
    assertThat(digests.of(folder.resolve("file-3"))).isEqualTo(Digest.ofString("content 3"));
    assertThat(digests.filesRead()).isEqualTo(1);
    assertThat(segments()).isEmpty();
  }

  @Test
  void remembersNothingWhereThatIsAskedFor() throws Exception {
    Path a = file("a", "content");
    FileDigests digests = FileDigests.unremembered();
    assertThat(digests.of(a)).isEqualTo(digests.of(a));
    assertThat(digests.filesRead()).isEqualTo(2);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("memory"))) {
      return files.toList();
    }
  }
}
