package ai.lacuna.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.stability.PublicApi;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What authors' tests were built against stays, unless somebody decides otherwise. */
class TestkitApiTest {

  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void nothingThatAuthorsRelyOnIsGone() throws IOException {
    PublicApi.of(CLASSES)
        .assertKeeps(
            Path.of("api.txt"),
            "If the change is intended, accept it with\n"
                + "  mvn test -pl plugins/testkit -am -Dtest=TestkitApiTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dlacuna.writeApi=true\n"
                + "and commit plugins/testkit/api.txt.");
  }

  @Test
  void everyPublicTypeCarriesATag() throws IOException {
    assertThat(PublicApi.of(CLASSES).untagged()).isEmpty();
  }
}
