package ai.lacuna.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests as lower-case hexadecimal text. */
public final class Digest {

  // Sources have thousands of small files: a new buffer would cost more than reading into it.
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(1 << 16));

  private Digest() {}

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The text of a finished digest. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of a file's bytes. */
  public static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = BUFFER.get();
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      while (in.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return hex(digest);
  }

  /** The digest of some bytes. */
  public static String ofBytes(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return hex(digest);
  }

  /** The digest of a text's UTF-8 bytes. */
  public static String ofString(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
