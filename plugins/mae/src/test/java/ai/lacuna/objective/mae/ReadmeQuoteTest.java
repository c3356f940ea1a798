package ai.lacuna.objective.mae;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The guide for authors quotes the loss; a quote that has drifted from the code is worse than none.
 */
class ReadmeQuoteTest {

  private static final String FENCE = "```";

  @Test
  void everyQuotedMethodIsTheCode() throws IOException {
    String guide = Files.readString(Path.of("../README.md"));
    String code =
        Files.readString(Path.of("src/main/java/ai/lacuna/objective/mae/MaeObjective.java"));
    int begin = guide.indexOf(FENCE + "java\n") + (FENCE + "java\n").length();
    String quote = guide.substring(begin, guide.indexOf(FENCE, begin));
    String[] methods = quote.strip().split("\n\n(?= {2}(@Override|private|public))");
    assertThat(methods).hasSizeGreaterThanOrEqualTo(2);
    for (String method : methods) {
      assertThat(code).contains(method.strip());
    }
  }
}
