package ai.lacuna.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "head.last*, head.last.weight, true",
    "head.last*, head.last, true",
    "head.last*, my.head.last, false",
    "*.bias, blocks.0.norm.bias, true",
    "*.bias, blocks.0.bias.weight, false",
    "blocks.1.*, blocks.11.weight, false",
    "blocks.*.attn.*, blocks.3.attn.qkv.weight, true",
    "a.c, abc, false",
    "*, anything, true"
  })
  void starsStandForAnyCharacters(String pattern, String name, boolean fits) {
    assertThat(new NamePattern(pattern).matches(name)).isEqualTo(fits);
  }
}
