package ai.lacuna.evaluation.gate;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Gates as JUnit XML, which every CI system shows: one test case per gate. */
public final class GatesXml {

  private GatesXml() {}

  /**
   * The content of {@code gates.xml}.
   *
   * @param run the run's name
   * @param gates in the order of the recipe
   */
  public static String of(String run, List<GateResult> gates) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      line(xml, 0);
      xml.writeStartElement("testsuites");
      line(xml, 1);
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "gates of " + clean(run));
      xml.writeAttribute("tests", Integer.toString(gates.size()));
      xml.writeAttribute("failures", count(gates, GateResult.Failed.class));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", count(gates, GateResult.Skipped.class));
      for (GateResult gate : gates) {
        testCase(xml, run, gate);
      }
      line(xml, 1);
      xml.writeEndElement();
      line(xml, 0);
      xml.writeEndElement();
      line(xml, 0);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string cannot fail to take text", e);
    }
    return text.toString();
  }

  private static void testCase(XMLStreamWriter xml, String run, GateResult gate)
      throws XMLStreamException {
    line(xml, 2);
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "lacuna." + clean(run));
    xml.writeAttribute("name", clean(gate.gate()));
    xml.writeAttribute("time", "0");
    if (gate instanceof GateResult.Failed failed) {
      line(xml, 3);
      xml.writeStartElement("failure");
      xml.writeAttribute("type", "gate");
      xml.writeAttribute("message", clean(failed.why()));
      xml.writeCharacters(
          clean(
              "given:    "
                  + failed.given()
                  + "\nexpected: "
                  + failed.expected()
                  + "\nwhy:      "
                  + failed.why()));
      xml.writeEndElement();
      line(xml, 2);
    } else if (gate instanceof GateResult.Skipped skipped) {
      line(xml, 3);
      xml.writeEmptyElement("skipped");
      xml.writeAttribute("message", clean(skipped.why()));
      line(xml, 2);
    }
    xml.writeEndElement();
  }

  private static String count(List<GateResult> gates, Class<? extends GateResult> type) {
    return Long.toString(gates.stream().filter(type::isInstance).count());
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  // XML 1.0 cannot hold control characters, not even escaped.
  private static String clean(String text) {
    return text.replaceAll(
        "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }
}
