package ai.lacuna.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, opened for reading. Tensors are mapped, not copied, so the file may be larger
 * than the heap; each tensor may have up to 2 GiB.
 */
public final class SafetensorsFile implements AutoCloseable {

  private static final long HEADER_LIMIT = 100L << 20;

  /**
   * Where a tensor lies.
   *
   * @param dtype element type
   * @param shape its axes
   * @param begin first byte in the file
   * @param end byte after the last
   */
  public record Entry(DType dtype, long[] shape, long begin, long end) {}

  private final Path path;
  private final FileChannel channel;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      Path path, FileChannel channel, Map<String, Entry> entries, Map<String, String> metadata) {
    this.path = path;
    this.channel = channel;
    this.entries = Collections.unmodifiableMap(entries);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws IOException if it cannot be read or is no complete safetensors file
   */
  public static SafetensorsFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return read(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e instanceof IOException io ? io : new IOException(path + " is not safetensors", e);
    }
  }

  private static SafetensorsFile read(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    long length = size < 8 ? -1 : map(channel, 0, 8).getLong(0);
    if (length < 2 || length > HEADER_LIMIT || 8 + length > size) {
      throw new IOException(path + " is not safetensors: header length " + length + " of " + size);
    }
    byte[] text = new byte[(int) length];
    map(channel, 8, length).get(text);
    JsonNode header = Json.MAPPER.readTree(text);
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals("__metadata__")) {
        field.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
      } else {
        entries.put(field.getKey(), entry(field.getKey(), field.getValue(), 8 + length, size));
      }
    }
    return new SafetensorsFile(path, channel, entries, metadata);
  }

  private static Entry entry(String name, JsonNode node, long base, long size) throws IOException {
    DType dtype = DType.valueOf(node.path("dtype").asText());
    long[] shape = Json.MAPPER.treeToValue(node.path("shape"), long[].class);
    long begin = base + node.path("data_offsets").path(0).asLong(-1);
    long end = base + node.path("data_offsets").path(1).asLong(-1);
    boolean inside = base <= begin && begin <= end && end <= size;
    if (!inside || end - begin != Tensor.elements(shape) * dtype.bytes()) {
      throw new IOException(
          "tensor '"
              + name
              + "' spans bytes "
              + begin
              + ".."
              + end
              + " of a file of "
              + size
              + "; the file is truncated or its header is wrong");
    }
    return new Entry(dtype, shape, begin, end);
  }

  private static ByteBuffer map(FileChannel channel, long position, long size) throws IOException {
    return channel
        .map(FileChannel.MapMode.READ_ONLY, position, size)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Tensor names in the order of the header. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** Free text that the writer stored. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Where a tensor lies, and its shape.
   *
   * @throws IllegalArgumentException if there is no such tensor
   */
  public Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(path.getFileName() + " has no tensor '" + name + "'");
    }
    return entry;
  }

  /** A tensor's bytes, little-endian and read-only. */
  public ByteBuffer bytes(String name) throws IOException {
    Entry entry = entry(name);
    return map(channel, entry.begin(), entry.end() - entry.begin());
  }

  /** A float32 tensor's values. */
  public float[] floats(String name) throws IOException {
    require(name, DType.F32);
    ByteBuffer bytes = bytes(name);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** An int64 tensor's values. */
  public long[] longs(String name) throws IOException {
    require(name, DType.I64);
    ByteBuffer bytes = bytes(name);
    long[] values = new long[bytes.remaining() / 8];
    bytes.asLongBuffer().get(values);
    return values;
  }

  private void require(String name, DType wanted) {
    DType found = entry(name).dtype();
    if (found != wanted) {
      throw new IllegalArgumentException("tensor '" + name + "' is " + found + ", not " + wanted);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
