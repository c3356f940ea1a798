package ai.lacuna.data.source.voc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The objects of one XML file. Parts of objects, which VOC annotates on persons, are passed over,
 * and so is everything else that the file says.
 */
final class VocFile {

  private static final long MAX_BYTES = 32L << 20;
  private static final int DEEPEST = 64;
  private static final String OBJECT = "annotation/object";

  /** Texts of an object's elements by their path below it, such as {@code bndbox/xmin}. */
  record Entry(Map<String, String> texts) {

    String text(String path) {
      return texts.getOrDefault(path, "");
    }
  }

  private VocFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no such file, with what is wrong as its message
   */
  static List<Entry> read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw new IOException("an annotation of " + bytes + " bytes");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        return objects(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw new IOException("no well-formed XML: " + firstLine(e), e);
    }
  }

  // The JDK's own reader: what else is on the class path may be set up in another way.
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  private static List<Entry> objects(XMLStreamReader xml) throws XMLStreamException, IOException {
    List<Entry> objects = new ArrayList<>();
    Deque<String> names = new ArrayDeque<>();
    Map<String, String> texts = new HashMap<>();
    StringBuilder text = new StringBuilder();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamReader.START_ELEMENT -> {
          names.addLast(xml.getLocalName());
          text.setLength(0);
          if (names.size() > DEEPEST) {
            throw new IOException("elements nested more than " + DEEPEST + " deep");
          }
          if (names.size() == 1 && !xml.getLocalName().equals("annotation")) {
            throw new IOException(
                "the root element '" + xml.getLocalName() + "', not 'annotation'");
          }
        }
        case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> text.append(xml.getText());
        case XMLStreamReader.ENTITY_REFERENCE ->
            throw new IOException("the entity '" + xml.getLocalName() + "'");
        case XMLStreamReader.END_ELEMENT -> {
          String path = String.join("/", names);
          if (path.equals(OBJECT)) {
            objects.add(new Entry(Map.copyOf(texts)));
            texts.clear();
          } else if (path.startsWith(OBJECT + "/")) {
            texts.put(path.substring(OBJECT.length() + 1), text.toString().strip());
          }
          names.removeLast();
          text.setLength(0);
        }
        default -> {
          // comments and the like
        }
      }
    }
    return objects;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
