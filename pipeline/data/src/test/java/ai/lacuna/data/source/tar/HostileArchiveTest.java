package ai.lacuna.data.source.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.TestImages;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.TestArchives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that were made to do harm: refused with a reason, in little memory and time. */
@Timeout(20)
class HostileArchiveTest {

  private static final byte[] PNG = TestImages.png(3, 4, 1);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../1.png",
        "a/../../1.png",
        "/1.png",
        "//host/1.png",
        "C:/1.png",
        "a\\..\\1.png",
        "./../1.png"
      })
  void pathsThatLeadOutAreRefused(String name) throws IOException {
    new TestArchives().file(name, PNG).file("good.png", PNG).write(archive());
    assertRejected("unsafe-path");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(archive()); // nothing was unpacked, not even inside
    }
  }

  @ParameterizedTest
  @ValueSource(
      chars = {TestArchives.HARD_LINK, TestArchives.SYMBOLIC_LINK, TestArchives.FIFO, '3', '4'})
  void linksAndDevicesAreRefused(char type) throws IOException {
    new TestArchives()
        .entry(type, "1.png".getBytes(StandardCharsets.UTF_8), new byte[0], 0)
        .file("good.png", PNG)
        .write(archive());
    assertRejected("no-plain-file");
  }

  @Test
  void namesThatAreNoTextAreRefused() throws IOException {
    new TestArchives()
        .entry(
            TestArchives.FILE, new byte[] {'a', (byte) 0xE9, '.', 'p', 'n', 'g'}, PNG, PNG.length)
        .file("what?.png", PNG)
        .write(archive());
    Collected all = all();
    assertThat(all.rejects).extracting(r -> r.reason()).containsExactly("bad-name");
    assertThat(all.rows).extracting(Row::path).containsExactly("x.tar/what?.png");
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000, 1L << 31, 1L << 40, 1L << 62, Long.MAX_VALUE})
  void aSizeThatIsNotThereIsRefusedWithoutTakingTheMemory(long claimed) throws IOException {
    byte[] name = "1.png".getBytes(StandardCharsets.UTF_8);
    Files.write(archive(), new TestArchives().entry(TestArchives.FILE, name, PNG, claimed).bytes());
    assertDamaged();
  }

  @Test
  void aNegativeSizeIsRefused() throws IOException {
    byte[] name = "1.png".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new TestArchives().entry(TestArchives.FILE, name, PNG, 5).bytes();
    Arrays.fill(bytes, 124, 136, (byte) 0xFF);
    Files.write(archive(), bytes);
    assertDamaged();
  }

  @Test
  void theSizeInAnExtendedHeaderIsNotBelievedEither() throws IOException {
    new TestArchives()
        .entry(TestArchives.EXTENDED, new byte[1], record("size=99999999999"), 20)
        .file("1.png", PNG)
        .write(archive());
    assertDamaged();
  }

  @ParameterizedTest
  @ValueSource(chars = {TestArchives.LONG_NAME, TestArchives.EXTENDED})
  void headersWithoutEndAreRefused(char type) throws IOException {
    byte[] endless = new byte[5 << 20];
    Arrays.fill(endless, (byte) 'a');
    byte[] start = "5242880 path=".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, endless, 0, start.length);
    new TestArchives()
        .entry(type, new byte[1], endless, endless.length)
        .file("1.png", PNG)
        .write(archive());
    assertThatThrownBy(this::all)
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("a header of more than 1048576 bytes");
  }

  @Test
  void filesWithHolesAreRefused() throws IOException {
    Files.write(archive(), withHoles(1));
    assertRejected("sparse");
    Files.write(archive(), withHoles(1_000_000)); // claims more than its map of holes explains
    assertDamaged();
  }

  private static byte[] withHoles(int claimed) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(record("GNU.sparse.major=1"));
    header.writeBytes(record("GNU.sparse.minor=0"));
    header.writeBytes(record("GNU.sparse.realsize=" + claimed));
    byte[] map = Arrays.copyOf("1\n0\n1\n".getBytes(StandardCharsets.UTF_8), 513);
    return new TestArchives()
        .entry(TestArchives.EXTENDED, new byte[1], header.toByteArray(), header.size())
        .file("1.png", map)
        .file("good.png", PNG)
        .bytes();
  }

  @Test
  void archivesWithinArchivesAreNotOpened() throws IOException {
    byte[] nested = new TestArchives().file("deep.png", PNG).bytes();
    for (int i = 0; i < 50; i++) {
      nested = TestArchives.gzip(new TestArchives().file("n.tar.gz", nested).bytes());
    }
    new TestArchives().file("inner.tar.gz", nested).file("good.png", PNG).write(archive());
    Collected all = all();
    assertThat(all.rows).extracting(Row::path).containsExactly("x.tar/good.png");
    assertThat(all.rejects).isEmpty();
    assertThat(new TarPlugin().plan(config(), new PartSize(10, 1 << 20)).ignored()).isEqualTo(1);
  }

  @Test
  void aBombOfZerosIsRefused() throws IOException {
    long bytes = 200L << 20;
    byte[] name = "1.png".getBytes(StandardCharsets.UTF_8);
    byte[] header = new TestArchives().entry(TestArchives.FILE, name, new byte[0], bytes).open();
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive()))) {
      out.write(header);
      byte[] zeros = new byte[1 << 20];
      for (long done = 0; done < bytes; done += zeros.length) {
        out.write(zeros);
      }
      out.write(new byte[1024]);
    }
    assertThatThrownBy(this::all)
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("unpacks to more than 250 times its size");
  }

  @Test
  void archivesThatEndEarlyAreRefused() throws IOException {
    byte[] whole =
        new TestArchives().file("1.png", new byte[3000]).file("2.png", new byte[3000]).open();
    for (int end : new int[] {0, 100, 700, 3500, 3584, 3900, 7000}) {
      Files.write(archive(), Arrays.copyOf(whole, end));
      assertDamaged();
      Files.write(archive(), TestArchives.gzip(Arrays.copyOf(whole, end)));
      assertDamaged();
    }
    Files.write(archive(), whole); // nothing but the end mark is missing
    assertDamaged();
    byte[] packed = TestArchives.gzip(whole);
    Files.write(archive(), Arrays.copyOf(packed, packed.length - 12));
    assertDamaged();
  }

  @Test
  void archivesThatWereJoinedAreRefused() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(new TestArchives().file("1.png", PNG).bytes());
    joined.writeBytes(new TestArchives().file("2.png", PNG).bytes());
    Files.write(archive(), joined.toByteArray());
    assertThatThrownBy(this::all).hasMessageContaining("goes on after its end mark");
  }

  @Test
  void damagedArchivesEndInRowsRejectsOrAMessage() throws IOException {
    byte[] whole =
        new TestArchives()
            .file("1.png", PNG)
            .file("1.cls", "0")
            .entry(TestArchives.EXTENDED, new byte[1], record("path=2.png"), 14)
            .file("x", PNG)
            .file("3.png", PNG)
            .bytes();
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(archive(), damaged);
      try {
        all(); // checks that rows and rejects are as many as announced
      } catch (LacunaException e) {
        assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA);
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 499);
  }

  private void assertRejected(String reason) throws IOException {
    Collected all = all();
    assertThat(all.rejects).extracting(r -> r.reason()).containsExactly(reason);
    assertThat(all.rows).extracting(Row::path).containsExactly("x.tar/good.png");
  }

  private void assertDamaged() {
    assertThatThrownBy(this::all)
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining("x.tar")
        .hasMessageContaining("expected a whole tar archive");
  }

  /** A record of an extended header: its own length, a blank, key=value, a line break. */
  private static byte[] record(String keyAndValue) {
    int length = keyAndValue.length() + 3;
    length = keyAndValue.length() + 2 + Integer.toString(length).length();
    return (length + " " + keyAndValue + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private Path archive() {
    return folder.resolve("x.tar");
  }

  private TarConfig config() {
    return new TarConfig(archive().toString(), "", "", "", "label", "", 3);
  }

  private Collected all() throws IOException {
    return Collected.all(new TarPlugin(), config(), new PartSize(1000, 1L << 30));
  }
}
