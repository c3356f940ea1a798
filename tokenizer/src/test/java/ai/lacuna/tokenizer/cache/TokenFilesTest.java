package ai.lacuna.tokenizer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.TrainLoader;
import ai.lacuna.files.Digest;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.tokenizer.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilesTest {

  private static final List<TokenFiles.Entry> ENTRIES =
      List.of(
          entry(0, 0, 0xffffffffL, 3, 65535),
          entry(0, 1, 17, 0, 7),
          entry(1, 0, 0, 9, 9),
          entry(1, 1, 5, 1, 2));

  @TempDir private Path folder;

  private static TokenFiles.Entry entry(long row, int variant, long pixels, long... tokens) {
    return new TokenFiles.Entry(row, variant, pixels, tokens);
  }

  private void write(List<TokenFiles.Entry> entries, long rows) throws IOException {
    TokenFiles.write(folder.resolve("tokens-00000.parquet"), entries);
    Json.write(
        folder.resolve(TokenFiles.INDEX),
        new TokenFiles.Index(
            TokenFiles.SCHEMA,
            1 << 16,
            2,
            2,
            rows,
            List.of(new TokenFiles.Part("tokens-00000.parquet", 0, rows))));
  }

  @Test
  void comeBackAsTheyWereAndEqualOnesHaveEqualBytes() throws IOException {
    write(ENTRIES, 2);
    List<TokenFiles.Entry> read = TokenFiles.read(folder.resolve("tokens-00000.parquet"));

    assertThat(read).usingRecursiveComparison().isEqualTo(ENTRIES);
    TokenFiles.write(folder.resolve("again.parquet"), read);
    assertThat(Digest.ofFile(folder.resolve("again.parquet")))
        .isEqualTo(Digest.ofFile(folder.resolve("tokens-00000.parquet")));
  }

  @Test
  void tokensOfAnotherDataSetOrWithHolesAreRefused() throws IOException {
    write(ENTRIES, 2);
    assertThatThrownBy(() -> StoredTokens.read(folder, "d", 3))
        .isInstanceOf(LacunaException.class)
        .hasMessageContaining("tokens of 2 images, not 3");

    write(ENTRIES.subList(0, 3), 2);
    assertThatThrownBy(() -> StoredTokens.read(folder, "d", 2))
        .hasMessageContaining("no tokens of row 1");
  }

  @Test
  void tokensOfOtherPixelsThanTheEncoderSeesAreRefused() throws IOException {
    Dataset data = TinyData.shapes(folder.resolve("data"), 2);
    write(ENTRIES, 2);
    StoredTokens stored = StoredTokens.read(folder, "d", 2);
    try (NDManager manager = Engine.newCpuManager();
        TrainLoader loader =
            new TrainLoader(
                data,
                new ImageShape(3, 16, 16),
                List.of(ViewSpec.randomResizedCrop()),
                Optional.empty(),
                stored.variants(),
                2,
                new Streams(1),
                1)) {
      Batch batch = loader.batch(0, 0);
      assertThatThrownBy(() -> stored.of(batch, manager))
          .isInstanceOf(LacunaException.class)
          .hasMessageContaining("tokens of other pixels than the encoder sees of row");
    }
  }
}
