package ai.lacuna.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.api.config.LacunaException;
import org.junit.jupiter.api.Test;

class SourcesTest {

  @Test
  void findsTheBuiltInSources() {
    assertThat(Sources.all().keySet())
        .containsExactly(
            "coco", "csv", "idx", "imagefolder", "parquet", "semantic", "shapes", "tar", "voc");
  }

  @Test
  void suggestsTheNameThatWasMeant() {
    assertThatThrownBy(() -> Sources.named("imagefoldr"))
        .isInstanceOfSatisfying(
            LacunaException.class, e -> assertThat(e.kind()).isEqualTo(LacunaException.Kind.CONFIG))
        .hasMessageContaining("did you mean 'imagefolder'?");
  }
}
