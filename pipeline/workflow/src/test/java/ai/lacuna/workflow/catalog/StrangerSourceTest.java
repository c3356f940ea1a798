package ai.lacuna.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.data.Dataset;
import ai.lacuna.workflow.cli.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source and an augmentation in a jar of their own work like the built-in ones. */
class StrangerSourceTest {

  private static final String RAMPS =
      """
      package stranger;
      import ai.lacuna.api.config.*;
      import ai.lacuna.data.image.*;
      import ai.lacuna.data.shard.*;
      import ai.lacuna.data.source.*;
      import ai.lacuna.files.FileDigests;
      import java.io.IOException;
      import java.util.List;
      public class Ramps implements SourcePlugin<Ramps.Settings, Ramps.Part> {
        public record Settings(@Doc("Images") @Range("[1, 9]") int count) implements Config {
          public static Settings defaults() { return new Settings(4); }
        }
        public record Part(int images) {}
        public String name() { return "ramps"; }
        public String summary() { return "Grey ramps"; }
        public Class<Settings> configType() { return Settings.class; }
        public Class<Part> partType() { return Part.class; }
        public Listing<Part> plan(Settings s, PartSize target) {
          Listing.Part<Part> part = new Listing.Part<>(new Part(s.count()), s.count());
          return new Listing<>(
              Vocabulary.ofClasses(List.of("even", "odd")), 1, List.of(part), List.of(), 0);
        }
        public void read(Settings s, Part part, RowSink sink) throws IOException {
          for (int i = 0; i < part.images(); i++) {
            byte[] pixels = new byte[64];
            for (int p = 0; p < 64; p++) pixels[p] = (byte) (p * i);
            sink.row(Row.of("ramp" + i, ImageEncoder.encode(new Image(1, 8, 8, pixels)), i % 2));
          }
        }
        public String digest(Settings s, FileDigests files) { return "ramps " + s; }
      }
      """;

  private static final String NOISE =
      """
      package stranger;
      import ai.lacuna.api.augment.Augmentation;
      import ai.lacuna.api.config.*;
      import ai.lacuna.data.augment.*;
      public class Noise implements AugmentationPlugin<Noise.Settings> {
        public record Settings(@Doc("Bits") @Range("[1, 8]") int bits) implements Augmentation {
          public static Settings defaults() { return new Settings(2); }
        }
        public String name() { return "stranger-noise"; }
        public String summary() { return "Low bits at random"; }
        public Class<Settings> configType() { return Settings.class; }
        public ImageOperation create(Settings s, PixelStatistics pixels) {
          return (image, random) -> {
            image.pixels()[0] ^= (byte) random.nextInt(1 << s.bits());
            return image;
          };
        }
      }
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void makeJar() throws IOException {
    new PluginJar("Beside", "beside")
        .beside("ai.lacuna.data.source.SourcePlugin", "Ramps", RAMPS)
        .beside("ai.lacuna.data.augment.AugmentationPlugin", "Noise", NOISE)
        .write(folder, "stranger");
  }

  // The command line leaves the jar's loader to its thread, which other tests use after this one.
  @AfterEach
  void restoreLoader() {
    Thread.currentThread().setContextClassLoader(StrangerSourceTest.class.getClassLoader());
  }

  private static JsonNode json(String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--json", "--plugins", folder.toString()));
    Answer answer = Answer.to(all);
    assertThat(answer.code()).as(answer.err()).isZero();
    return answer.json();
  }

  @Test
  void bothAreListedWithTheirJar() throws IOException {
    List<String> listed = new ArrayList<>();
    for (JsonNode row : json("plugins")) {
      if (row.get("origin").asText().equals("stranger.jar")) {
        listed.add(row.get("group").asText() + " " + row.get("name").asText());
      }
    }
    assertThat(listed)
        .containsExactlyInAnyOrder(
            "objective beside", "source ramps", "augmentation stranger-noise");
  }

  @Test
  void theSourceIsImported() throws IOException {
    String store = folder.resolve("store").toString();
    String[] args = {"data", "import", "--source", "ramps", "--set", "count=3", "--store", store};
    JsonNode set = json(args).get("datasets").get(0);
    assertThat(set.get("status").asText()).isEqualTo("made");
    Dataset dataset = Dataset.open(Path.of(set.get("folder").asText()));
    assertThat(dataset.rows()).isEqualTo(3);
    assertThat(dataset.classes()).containsExactly("even", "odd");
    assertThat(json(args).get("datasets").get(0).get("status").asText()).isEqualTo("cached");
  }
}
