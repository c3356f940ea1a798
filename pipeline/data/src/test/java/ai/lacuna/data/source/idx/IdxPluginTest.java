package ai.lacuna.data.source.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Collected;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.TestArchives;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxPluginTest {

  private static final byte[] TWO_BY_THREE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
  };

  @TempDir Path folder;

  private final IdxPlugin plugin = new IdxPlugin();

  @Test
  void readsImagesAndLabelsPackedOrNot() throws Exception {
    write("i", idx(TWO_BY_THREE, 3, 2, 3));
    write("l", idx(new byte[] {1, 0, 1}, 3));
    Collected plain = all(config(IdxConfig.Order.ROWS));
    assertThat(plain.rows).extracting(Row::label).containsExactly(1, 0, 1);
    assertThat(plain.rows).extracting(Row::path).containsExactly("i#0", "i#1", "i#2");
    Image second = ImageDecoder.decode(plain.rows.get(1).bytes(), 1);
    assertThat(second.height()).isEqualTo(2);
    assertThat(second.pixels()).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(plan(config(IdxConfig.Order.ROWS)).parts()).hasSize(2);
    Files.delete(folder.resolve("i"));
    Files.delete(folder.resolve("l"));
    write("i.gz", TestArchives.gzip(idx(TWO_BY_THREE, 3, 2, 3)));
    write("l.gz", TestArchives.gzip(idx(new byte[] {1, 0, 1}, 3)));
    Collected packed = all(config(IdxConfig.Order.ROWS));
    assertThat(packed.rows).usingRecursiveComparison().isEqualTo(plain.rows);
    assertThat(plan(config(IdxConfig.Order.ROWS)).parts()).hasSize(1);
  }

  @Test
  void columnsAreTurnedIntoRows() throws Exception {
    write("i", idx(TWO_BY_THREE, 3, 2, 3));
    write("l", idx(new byte[] {0, 0, 0}, 3));
    Image first = ImageDecoder.decode(all(config(IdxConfig.Order.COLUMNS)).rows.get(0).bytes(), 1);
    assertThat(first.height()).isEqualTo(3);
    assertThat(first.pixels()).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void classesMayBeNamedAndLabelsMayBeMissing() throws IOException {
    write("i", idx(TWO_BY_THREE, 3, 2, 3));
    write("l", idx(new byte[] {5, 7, 6}, 3));
    Files.writeString(folder.resolve("names.txt"), "5 five\n7 seven\n");
    IdxConfig named =
        new IdxConfig(folder.toString(), "i", "l", "names.txt", IdxConfig.Order.ROWS, 1);
    Collected all = all(named);
    assertThat(all.rows).extracting(Row::label).containsExactly(0, 1);
    assertThat(all.rejects)
        .containsExactly(new Reject("i#2", "bad-label", "its label is not among the classes"));
    assertThat(plan(named).classes()).containsExactly("five", "seven");
    IdxConfig bare = new IdxConfig(folder.toString(), "i", "none", "", IdxConfig.Order.ROWS, 1);
    assertThat(all(bare).rows).extracting(Row::label).containsOnly(-1);
    assertThatThrownBy(() -> plan(config(IdxConfig.Order.ROWS)))
        .hasMessageContaining("no image of class [0, 1, 2, 3, 4]");
  }

  @Test
  void saysWhatIsWrongWithTheFiles() throws IOException {
    refused("given no such file, packed or not, expected a file of MNIST's kind");
    write("i", new byte[] {0, 0, 8});
    refused("given a file that ends within its header");
    write("i", idx(TWO_BY_THREE, 18));
    refused("given the first bytes 00000801, expected 00000803: unsigned bytes in 3 dimensions");
    write("i", idx(TWO_BY_THREE, 3, 0, 3));
    refused("given a size of 0 in dimension 1");
    write("i", idx(TWO_BY_THREE, -1, 2, 3));
    refused("given a size of 4294967295 in dimension 0");
    write("i", idx(TWO_BY_THREE, 3, 2, Integer.MAX_VALUE));
    refused("at most 50000000 pixels to an image");
    write("i", idx(Arrays.copyOf(TWO_BY_THREE, 17), 3, 2, 3));
    refused("given 17 bytes of values, but the header claims 18");
    write("i", idx(TWO_BY_THREE, Integer.MAX_VALUE, 2, 3));
    refused("given 18 bytes of values, but the header claims 12884901882");
    write("i", TestArchives.gzip(idx(Arrays.copyOf(TWO_BY_THREE, 19), 3, 2, 3)));
    refused("given 19 bytes of values, but the header claims 18");
    write("i", idx(TWO_BY_THREE, 3, 2, 3));
    write("l", idx(new byte[] {0, 1}, 2));
    refused("given 2 labels, expected 3 labels, as many as i has images");
  }

  @Test
  void aBombIsRefused() throws IOException {
    byte[] zeros = new byte[120 << 20];
    ByteBuffer.wrap(zeros).putInt(0x803).putInt(zeros.length).putInt(1).putInt(1);
    write("i", TestArchives.gzip(zeros));
    refused("unpacks to more than 250 times its size");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> plan(config(IdxConfig.Order.ROWS)))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.DATA))
        .hasMessageContaining(message);
  }

  private static byte[] idx(byte[] values, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
    file.putInt(0x800 | sizes.length);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(values).array();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private IdxConfig config(IdxConfig.Order order) {
    return new IdxConfig(folder.toString(), "i", "l", "", order, 1);
  }

  private Listing<IdxPart> plan(IdxConfig config) {
    return plugin.plan(config, new PartSize(2, 1 << 20));
  }

  private Collected all(IdxConfig config) throws IOException {
    return Collected.all(plugin, config, new PartSize(2, 1 << 20));
  }
}
