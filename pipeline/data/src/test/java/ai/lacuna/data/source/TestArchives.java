package ai.lacuna.data.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Archives written byte by byte, so that they can claim anything. */
public final class TestArchives {

  public static final char FILE = '0';
  public static final char HARD_LINK = '1';
  public static final char SYMBOLIC_LINK = '2';
  public static final char FIFO = '6';
  public static final char LONG_NAME = 'L';
  public static final char EXTENDED = 'x';

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Appends a file. */
  public TestArchives file(String name, byte[] content) {
    return entry(FILE, name.getBytes(StandardCharsets.UTF_8), content, content.length);
  }

  /** Appends a text. */
  public TestArchives file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends an entry of any type, with content. */
  public TestArchives entry(char type, byte[] name, byte[] content, long claimedBytes) {
    byte[] header = new byte[512];
    System.arraycopy(name, 0, header, 0, Math.min(100, name.length));
    text(header, 100, "0000644\0");
    text(header, 108, "0000000\0");
    text(header, 116, "0000000\0");
    if (claimedBytes < 1L << 33) {
      text(header, 124, "%011o ".formatted(claimedBytes));
    } else {
      header[124] = (byte) 0x80;
      ByteBuffer.wrap(header).putLong(128, claimedBytes);
    }
    text(header, 136, "00000000000\0");
    text(header, 148, "        ");
    header[156] = (byte) type;
    if (type == SYMBOLIC_LINK || type == HARD_LINK) {
      text(header, 157, "../../etc/passwd");
    }
    text(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    text(header, 148, "%06o\0 ".formatted(sum));
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private static void text(byte[] header, int at, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** What was appended, without an end. */
  public byte[] open() {
    return out.toByteArray();
  }

  /** The whole archive. */
  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(open());
    whole.writeBytes(new byte[1024]);
    return whole.toByteArray();
  }

  /** Writes the whole archive. */
  public void write(Path file) throws IOException {
    Files.write(file, bytes());
  }

  /** Packs bytes. */
  public static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }
}
