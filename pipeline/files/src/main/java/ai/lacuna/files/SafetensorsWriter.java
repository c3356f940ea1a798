package ai.lacuna.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the safetensors format: an 8-byte little-endian header length, a JSON header padded with
 * spaces to a multiple of 8, and the raw data in the order given. Equal arguments give equal bytes.
 */
public final class SafetensorsWriter {

  private SafetensorsWriter() {}

  /**
   * Writes a file, see {@link AtomicFiles}.
   *
   * @param target the file
   * @param tensors what to write, with distinct names
   * @param metadata free text, stored under {@code __metadata__}; may be empty
   * @throws IllegalArgumentException if two tensors share a name
   */
  public static void write(Path target, List<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    AtomicFiles.writeChannel(
        target,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          length.putLong(0, header.length);
          writeFully(channel, length);
          writeFully(channel, ByteBuffer.wrap(header));
          for (Tensor tensor : tensors) {
            writeFully(channel, tensor.data().duplicate());
          }
        });
  }

  private static byte[] header(List<Tensor> tensors, Map<String, String> metadata)
      throws JsonProcessingException {
    ObjectNode header = Json.MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", Json.MAPPER.valueToTree(new TreeMap<>(metadata)));
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called '" + tensor.name() + "'");
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.dtype().name());
      entry.set("shape", Json.MAPPER.valueToTree(tensor.shape()));
      entry.putArray("data_offsets").add(offset).add(offset + tensor.data().remaining());
      offset += tensor.data().remaining();
    }
    String text = Json.MAPPER.writeValueAsString(header);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}
