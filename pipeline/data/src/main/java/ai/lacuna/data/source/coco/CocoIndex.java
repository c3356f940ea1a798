package ai.lacuna.data.source.coco;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.source.LongSet;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON file of COCO names, without the annotations themselves: only where each begins is
 * kept, so that memory does not grow with polygons. The file is read from front to end, once.
 */
final class CocoIndex {

  /** An image with the places of its annotations. */
  static final class Item {
    final String file;
    final int height;
    final int width;
    private long[] starts = {};
    private int count;

    Item(String file, int height, int width) {
      this.file = file;
      this.height = height;
      this.width = width;
    }

    private void add(long start) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, Math.max(4, 2 * count));
      }
      starts[count++] = start;
    }

    /** Where its annotations begin in the file, in bytes. */
    List<Long> starts() {
      return Arrays.stream(starts, 0, count).boxed().toList();
    }

    int objects() {
      return count;
    }
  }

  private static final String INSTANCES =
      "set annotations to a file such as COCO's instances_train2017.json";
  private static final long LARGEST = 64L << 20; // what one polygon or mask can possibly need

  private final Path file;
  private final Map<Long, Item> images = new LinkedHashMap<>();
  private final SortedMap<Long, String> categories = new TreeMap<>();
  private final Set<String> sections = new TreeSet<>();
  private final Set<String> files = new HashSet<>();
  private final LongSet annotationIds = new LongSet();
  private final List<Reject> rejects = new ArrayList<>();
  private final List<Reject> objectRejects = new ArrayList<>();
  private final Problems problems = new Problems();
  // Annotations may stand before the images that they belong to.
  private long[] owners = new long[1024];
  private long[] starts = new long[1024];
  private int annotations;

  CocoIndex(Path file) {
    this.file = Places.file(file, "a JSON file with COCO's annotations");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        JsonParser json = Json.MAPPER.getFactory().createParser(in)) {
      read(json);
    } catch (JsonProcessingException e) {
      String where = "damaged JSON at byte " + e.getLocation().getByteOffset();
      throw new LacunaException(
          Kind.DATA,
          List.of(
              new Problem(
                  file.toString(),
                  where + ": " + e.getOriginalMessage().replaceAll(" *\\(start marker.*", ""),
                  "COCO's annotations in UTF-8",
                  "fetch the file again")),
          e);
    } catch (IOException e) {
      throw Places.unreadable(file, e);
    }
    checkSections();
    assign();
    problems.throwIfAny(Kind.DATA);
  }

  /** Images in the order of the file. */
  List<Item> images() {
    return List.copyOf(images.values());
  }

  /** Names of categories by their ids, ascending. */
  SortedMap<Long, String> categories() {
    return categories;
  }

  /** Images that cannot be told apart or have no name. */
  List<Reject> rejects() {
    return rejects;
  }

  /** Annotations of no image, and those that come twice. */
  List<Reject> objectRejects() {
    return objectRejects;
  }

  private void read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw Places.problem(
          file, "JSON that is no object", "{images, annotations, categories}", INSTANCES);
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String section = json.currentName();
      sections.add(section);
      JsonToken value = json.nextToken();
      if (value != JsonToken.START_ARRAY
          || !Set.of("images", "annotations", "categories").contains(section)) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        long start = json.currentTokenLocation().getByteOffset();
        CocoFields fields = CocoFields.read(json);
        switch (section) {
          case "images" -> image(fields);
          case "annotations" -> {
            long bytes = json.currentLocation().getByteOffset() - start;
            annotation(fields, start, bytes);
          }
          default -> category(fields);
        }
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        problems.add(file + ", " + section, json.currentToken(), "a list of objects", INSTANCES);
        json.skipChildren();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          json.skipChildren();
        }
      }
    }
  }

  private void image(CocoFields fields) {
    Long id = fields.id();
    String name = fields.text("file_name");
    if (id == null || name.isBlank()) {
      String what = id == null ? "an image without an id" : "an image without a file_name";
      rejects.add(new Reject(id == null ? name : "image " + id, "bad-annotation", what));
    } else if (images.containsKey(id)) {
      rejects.add(new Reject(name, "duplicate", "the image id " + id + " again"));
    } else if (!files.add(name)) {
      rejects.add(new Reject(name, "duplicate", "the file again, as image " + id));
    } else {
      images.put(id, new Item(name, fields.size("height"), fields.size("width")));
    }
  }

  private void category(CocoFields fields) {
    Long id = fields.id();
    String name = fields.text("name");
    String where = file + ", category " + (id == null ? "without an id" : id.toString());
    if (id == null) {
      problems.add(where, "no id", "a number under 'id'", "give it one");
    }
    if (name.isBlank()) {
      problems.add(where, "no name", "a text under 'name'", "give it one");
    }
    String other = id == null ? null : categories.put(id, name);
    if (other != null) {
      String given = "'" + other + "' and '" + name + "'";
      problems.add(where, given, "one category of that id", "number them anew");
    }
  }

  private void annotation(CocoFields fields, long start, long bytes) {
    Long id = fields.id();
    Long image = fields.number("image_id");
    String what = "annotation " + (id == null ? "at byte " + start : id.toString());
    if (image == null) {
      objectRejects.add(new Reject(what, "bad-annotation", "no image_id"));
    } else if (id != null && !annotationIds.add(id)) {
      objectRejects.add(new Reject(what, "duplicate", "the annotation id again"));
    } else if (bytes > LARGEST) {
      objectRejects.add(new Reject(what, "too-large", "an annotation of " + bytes + " bytes"));
    } else {
      if (annotations == owners.length) {
        owners = Arrays.copyOf(owners, 2 * annotations);
        starts = Arrays.copyOf(starts, 2 * annotations);
      }
      owners[annotations] = image;
      starts[annotations++] = start;
    }
  }

  private void assign() {
    for (int a = 0; a < annotations; a++) {
      @Nullable Item image = images.get(owners[a]);
      if (image == null) {
        String detail = "no image " + owners[a];
        objectRejects.add(new Reject("annotation at byte " + starts[a], "unknown-image", detail));
      } else {
        image.add(starts[a]);
      }
    }
    owners = new long[0];
    starts = new long[0];
  }

  private void checkSections() {
    for (String needed : List.of("images", "annotations", "categories")) {
      if (!sections.contains(needed)) {
        problems.add(
            file.toString(),
            "the keys " + String.join(", ", sections),
            "a list '" + needed + "'",
            INSTANCES);
      }
    }
    if (problems.isEmpty()) {
      problems.require(
          !categories.isEmpty(), file + ", categories", "an empty list", "categories with names");
      problems.require(
          !images.isEmpty(),
          file + ", images",
          rejects.isEmpty() ? "an empty list" : "no image that could be read: " + rejects.get(0),
          "images with id and file_name");
      Set<String> names = new TreeSet<>();
      for (String name : categories.values()) {
        problems.require(
            names.add(name), file + ", categories", "'" + name + "' twice", "names that differ");
      }
    }
  }
}
