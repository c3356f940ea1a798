package ai.lacuna.objective.maskfeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide for authors quotes this example; a quote that has drifted is worse than none. */
class ReadmeQuoteTest {

  private static final String FENCE = "```";
  private static final String SECTION = "### A whole one";

  private static String code(String type) throws IOException {
    return Files.readString(
        Path.of("src/main/java/ai/lacuna/objective/maskfeat/" + type + ".java"));
  }

  @Test
  void everyQuotedMethodIsTheCode() throws IOException {
    List<String> blocks = blocks(Path.of("../README.md"));
    assertThat(blocks).hasSize(2);
    assertThat(code("MaskFeatObjective")).contains(blocks.get(0));
    assertThat(code("Hog")).contains(blocks.get(1));
  }

  // The Java blocks of the section, without their common surroundings.
  private static List<String> blocks(Path readme) throws IOException {
    String guide = Files.readString(readme);
    int begin = guide.indexOf(SECTION);
    assertThat(begin).as(SECTION).isPositive();
    String section = guide.substring(begin, guide.indexOf("\n### ", begin + SECTION.length()));
    List<String> blocks = new ArrayList<>();
    int at = section.indexOf(FENCE + "java\n");
    while (at >= 0) {
      int end = section.indexOf(FENCE, at + FENCE.length());
      blocks.add(section.substring(at + (FENCE + "java\n").length(), end).stripTrailing());
      at = section.indexOf(FENCE + "java\n", end + FENCE.length());
    }
    return blocks;
  }
}
