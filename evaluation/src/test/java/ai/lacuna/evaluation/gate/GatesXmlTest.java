package ai.lacuna.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GatesXmlTest {

  @Test
  void oneTestCasePerGate() throws Exception {
    String xml =
        GatesXml.of(
            "demo <1>",
            List.of(
                new GateResult.Passed("a.b > 1", "a.b = 2", 1),
                new GateResult.Failed(
                    "c.d >= 3", "c.d = 2", "left side >= 3, but it is 2", "short by 1"),
                new GateResult.Skipped("e.f < 1", "not measured: e.f")));

    Document document = parse(xml);
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("name")).isEqualTo("gates of demo <1>");
    Element failure = (Element) document.getElementsByTagName("failure").item(0);
    assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("c.d >= 3");
    assertThat(failure.getTextContent())
        .isEqualTo(
            "given:    c.d = 2\nexpected: left side >= 3, but it is 2\nwhy:      short by 1");
  }

  @Test
  void charactersThatXmlCannotHoldAreReplaced() throws Exception {
    String xml =
        GatesXml.of("a\u0000b\u001b", List.of(new GateResult.Skipped("\uD800", "ok \uD83D\uDE00")));
    Element suite = (Element) parse(xml).getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("name")).isEqualTo("gates of a\uFFFDb\uFFFD");
    assertThat(suite.getElementsByTagName("skipped").item(0).getAttributes().item(0).getNodeValue())
        .isEqualTo("ok \uD83D\uDE00");
  }

  @Test
  void noGatesGiveAnEmptySuite() throws Exception {
    Element suite =
        (Element) parse(GatesXml.of("x", List.of())).getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("0");
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
