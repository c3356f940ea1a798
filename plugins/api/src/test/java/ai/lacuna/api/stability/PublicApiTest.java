package ai.lacuna.api.stability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What jars were built against stays, unless somebody decides otherwise. */
class PublicApiTest {

  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void nothingThatJarsRelyOnIsGone() throws IOException {
    PublicApi.of(CLASSES)
        .assertKeeps(
            Path.of("api.txt"),
            "If the change is intended, raise Contract.VERSION unless no release has the old"
                + " contract, accept it with\n"
                + "  mvn test -pl plugins/api -Dtest=PublicApiTest -Dlacuna.writeApi=true\n"
                + "and commit plugins/api/api.txt.");
  }

  @Test
  void everyPublicTypeCarriesATag() throws IOException {
    assertThat(PublicApi.of(CLASSES).untagged()).isEmpty();
  }

  @Test
  void whatIsGoneOrNewlyAbstractIsIncompatible() {
    List<String> before =
        List.of("A | method void a()", "A | may be extended", "B | type class", "C | type record");
    List<String> after =
        List.of(
            "A | abstract method void b()",
            "A | method void c()",
            "A | may be extended",
            "C | abstract method void d()",
            "C | type record");
    assertThat(PublicApi.incompatible(before, after))
        .containsExactly(
            "gone: A | method void a()",
            "gone: B | type class",
            "must be implemented: A | abstract method void b()");
  }

  @Test
  void hostTypesMayGrow() {
    List<String> before = List.of("A | type host interface");
    List<String> after = List.of("A | abstract method void b()", "A | type host interface");
    assertThat(PublicApi.incompatible(before, after)).isEmpty();
  }

  @Test
  void linesAreSortedAndDiffer() throws IOException {
    List<String> lines = PublicApi.of(CLASSES).lines();
    assertThat(lines).containsExactlyElementsOf(new TreeSet<>(lines)).hasSizeGreaterThan(100);
  }
}
