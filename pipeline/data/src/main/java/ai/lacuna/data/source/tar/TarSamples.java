package ai.lacuna.data.source.tar;

import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Reject;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The samples of an archive: neighbouring entries with one key, which is the path up to the first
 * dot of the file's name, as in WebDataset. What follows the dot tells what an entry is.
 */
final class TarSamples implements Closeable {

  /** What of a sample is read. */
  enum Content {
    LABELS,
    IMAGES_AND_LABELS
  }

  private static final long LONGEST_LABEL = 1 << 20;

  private final TarConfig config;
  private final TarEntries entries;
  private final String prefix;
  private final Content content;
  private TarEntries.@Nullable Entry next;
  private long ignored;

  TarSamples(TarConfig config, Path archive, long start, Content content) throws IOException {
    this.config = config;
    this.content = content;
    this.prefix = archive.getFileName() + "/";
    this.entries = new TarEntries(archive, start);
    this.next = entries.next();
  }

  /** A sample: its entries by what follows the first dot of their names. */
  final class Sample {
    final long start;
    final String key;
    private final Map<String, TarEntries.Entry> members = new TreeMap<>();
    private final Map<String, byte[]> contents = new HashMap<>();
    private @Nullable Reject reject;

    private Sample(long start, String key) {
      this.start = start;
      this.key = key;
    }

    private void add(TarEntries.Entry entry) throws IOException {
      String ending = ending(entry.name());
      if (entry.refusal() != null) {
        String detail = explained(entry.refusal()) + ", " + entry.bytes() + " bytes";
        refuse(new Reject(prefix + entry.name(), entry.refusal(), detail));
      } else if (members.put(ending, entry) != null) {
        refuse(new Reject(prefix + entry.name(), "duplicate", "the entry again"));
      } else if (wanted(ending, entry.bytes())) {
        contents.put(ending, entries.content(entry));
      }
    }

    private static String explained(String refusal) {
      return switch (refusal) {
        case "unsafe-path" -> "leads out of the archive";
        case "bad-name" -> "its name is no text";
        case "no-plain-file" -> "a link, a pipe or a device";
        case "sparse" -> "a file with holes";
        default -> "an entry of the archive";
      };
    }

    private boolean wanted(String ending, long bytes) {
      if (isLabel(ending)) {
        return bytes <= LONGEST_LABEL;
      }
      return content == Content.IMAGES_AND_LABELS && isImage(ending);
    }

    private void refuse(Reject why) {
      reject = reject == null ? why : reject;
    }

    /** The ending of the image, or null if there is none or more than one. */
    private @Nullable String image() {
      String found = null;
      for (String ending : members.keySet()) {
        if (isImage(ending)) {
          if (found != null) {
            String detail = found + " and " + ending + ": set image to one of them";
            refuse(new Reject(path(), "ambiguous", detail));
            return null;
          }
          found = ending;
        }
      }
      if (found == null) {
        String what = config.image().isBlank() ? "image" : config.image();
        refuse(new Reject(path(), "no-image", "no " + what + " among " + members.keySet()));
      }
      return found;
    }

    /** What names the sample: its image, or its key. */
    String path() {
      for (TarEntries.Entry entry : members.values()) {
        if (isImage(ending(entry.name()))) {
          return prefix + entry.name();
        }
      }
      return prefix + key;
    }

    /** Size of the image file. */
    long bytes() {
      String image = image();
      TarEntries.Entry entry = image == null ? null : members.get(image);
      return entry == null ? 0 : entry.bytes();
    }

    /** Why the sample is refused, or null. */
    @Nullable Reject reject() {
      image();
      return reject;
    }

    /** The image file; read only if asked for at the start. */
    byte[] imageBytes() {
      byte[] bytes = contents.get(image());
      return bytes == null ? new byte[0] : bytes;
    }

    /** The label's text, or null if there is none; one that cannot be read refuses the sample. */
    @Nullable String label() {
      for (String ending : labelEndings()) {
        TarEntries.Entry entry = members.get(ending);
        byte[] bytes = contents.get(ending);
        if (entry != null && bytes == null) {
          refuse(new Reject(path(), "bad-label", ending + " of " + entry.bytes() + " bytes"));
        } else if (bytes != null) {
          String label = ending.equals("json") ? json(bytes) : text(bytes);
          if (label != null && !label.isEmpty()) {
            return label;
          }
        }
      }
      return null;
    }

    private @Nullable String text(byte[] bytes) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes))
            .toString()
            .strip();
      } catch (CharacterCodingException e) {
        refuse(new Reject(path(), "bad-label", "its label is not UTF-8"));
        return null;
      }
    }

    private @Nullable String json(byte[] bytes) {
      try {
        JsonNode value = Json.MAPPER.readTree(bytes).path(config.field());
        return value.isValueNode() && !value.isNull() ? value.asText().strip() : null;
      } catch (JsonProcessingException e) {
        refuse(new Reject(path(), "bad-label", "its JSON: " + e.getOriginalMessage()));
      } catch (IOException e) {
        refuse(new Reject(path(), "bad-label", "its JSON: " + e.getMessage()));
      }
      return null;
    }

    private boolean counts() {
      return reject != null
          || members.keySet().stream().anyMatch(ending -> isImage(ending) || isLabel(ending));
    }
  }

  private String[] labelEndings() {
    return config.label().isBlank() ? new String[] {"cls", "json"} : new String[] {config.label()};
  }

  private boolean isLabel(String ending) {
    return config.label().isBlank()
        ? ending.equals("cls") || ending.equals("json")
        : ending.equals(config.label()) && !ending.equals(TarConfig.NONE);
  }

  private boolean isImage(String ending) {
    return config.image().isBlank()
        ? ending.indexOf('.') < 0 && ImageFiles.isImage(ending)
        : ending.equals(config.image());
  }

  /** The next sample, or null at the end. Entries that belong to none are counted as ignored. */
  @Nullable Sample next() throws IOException {
    while (next != null) {
      TarEntries.Entry first = next;
      String key = key(first.name());
      if (key == null) {
        ignored++;
        next = entries.next();
        continue;
      }
      Sample sample = new Sample(first.start(), key);
      int count = 0;
      while (next != null && key.equals(key(next.name()))) {
        sample.add(next);
        count++;
        next = entries.next();
      }
      if (sample.counts()) {
        return sample;
      }
      ignored += count;
    }
    return null;
  }

  /** Entries so far that belong to no sample. */
  long ignored() {
    return ignored;
  }

  // Hidden files, names without an ending, and WebDataset's own notes, __like-this__.
  private static @Nullable String key(String name) {
    int slash = name.lastIndexOf('/');
    int dot = name.indexOf('.', slash + 1);
    boolean hidden = dot == slash + 1 || name.startsWith("._", slash + 1);
    boolean note = name.startsWith("__", slash + 1) && name.endsWith("__");
    return dot < 0 || hidden || note ? null : name.substring(0, dot);
  }

  private static String ending(String name) {
    return name.substring(name.indexOf('.', name.lastIndexOf('/') + 1) + 1)
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
