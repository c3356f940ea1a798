package ai.lacuna.model.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the archive that the engine loads: a zip of stored entries
 * with a minimal pickle of a module that has no parameters.
 */
final class ScriptArchive {

  // Protocol 2; GLOBAL __torch__.K; EMPTY_TUPLE; NEWOBJ; {"training": True}; BUILD; STOP.
  private static final byte[] MODULE =
      concat(
          new byte[] {(byte) 0x80, 2, 'c'},
          "__torch__\nK\n".getBytes(StandardCharsets.US_ASCII),
          new byte[] {0x29, (byte) 0x81, 0x7d, 0x28, 'X', 8, 0, 0, 0},
          "training".getBytes(StandardCharsets.US_ASCII),
          new byte[] {(byte) 0x88, 0x75, 0x62, '.'});
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, 0x29, '.'};
  private static final String HEAD =
      "class K(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

  private ScriptArchive() {}

  /**
   * The archive of a module whose methods are {@code methods}.
   *
   * @param methods method definitions in TorchScript's serialised dialect, indented by two spaces
   */
  static byte[] of(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "k/data.pkl", MODULE);
      store(zip, "k/code/__torch__.py", (HEAD + methods).getBytes(StandardCharsets.UTF_8));
      store(zip, "k/constants.pkl", NO_CONSTANTS);
      store(zip, "k/version", "3\n".getBytes(StandardCharsets.US_ASCII));
      store(zip, "k/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
