package ai.lacuna.data.source.voc;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.FolderScan;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a folder in VOC's layout holds. */
final class VocFolder {

  private static final String XML = ".xml";

  /**
   * An image of the split with its annotation.
   *
   * @param image file name in the folder of images
   */
  record Item(String image, long bytes, int objects) {}

  private final VocConfig config;
  private final Path root;
  private final Map<String, Integer> objects = new HashMap<>(); // of each sound annotation
  private final Map<String, String> broken = new HashMap<>();
  private final List<Item> items = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private final List<String> annotations;
  private final List<String> categories;
  private long ignored;

  VocFolder(VocConfig config) {
    this.config = config;
    this.root = Places.folder(Path.of(config.path()));
    this.annotations = listAnnotations();
    Set<String> names = new TreeSet<>();
    for (String stem : annotations) {
      try {
        List<VocFile.Entry> entries = VocFile.read(annotation(config, stem));
        entries.stream().map(e -> e.text("name")).filter(n -> !n.isEmpty()).forEach(names::add);
        objects.put(stem, entries.size());
      } catch (IOException e) {
        broken.put(stem, String.valueOf(e.getMessage()));
      }
    }
    this.categories =
        config.classes().isBlank()
            ? List.copyOf(names)
            : ClassList.read(root.resolve(config.classes())).names();
    match(FolderScan.of(root.resolve(config.images())));
    requireSomething();
  }

  /** Finds the image of each annotation, by its name without ending. */
  private void match(FolderScan scan) {
    Map<String, FolderScan.Found> images = new HashMap<>();
    for (FolderScan.Found found : scan.files()) {
      if (found.folder().isEmpty()) {
        images.putIfAbsent(ImageFiles.stem(found.path()), found);
      }
    }
    int used = 0;
    for (String stem : stems()) {
      FolderScan.Found image = images.get(stem);
      Integer count = objects.get(stem);
      used += image == null ? 0 : 1;
      if (image == null) {
        rejects.add(new Reject(stem, "missing", "no image of that name in " + config.images()));
      } else if (count != null) {
        items.add(new Item(image.path(), image.bytes(), count));
      } else {
        String why = broken.getOrDefault(stem, "no " + stem + XML + " in " + config.annotations());
        String reason = broken.containsKey(stem) ? "bad-annotation" : "no-annotation";
        rejects.add(new Reject(image.path(), reason, why));
      }
    }
    ignored = config.split().isBlank() ? scan.files().size() - used + scan.ignored() : 0;
  }

  /** Images of the split that can be read. */
  List<Item> items() {
    return items;
  }

  /** Images of the split that cannot. */
  List<Reject> rejects() {
    return rejects;
  }

  /** Names in the order of their indices. */
  List<String> categories() {
    return categories;
  }

  /** Files that are not annotated, where no list asks for them. */
  long ignored() {
    return ignored;
  }

  /** Stems of all annotations, whatever the split: they tell the categories. */
  List<String> annotations() {
    return annotations;
  }

  static Path annotation(VocConfig config, String stem) {
    return Path.of(config.path()).resolve(config.annotations()).resolve(stem + XML);
  }

  static Path splitFile(VocConfig config) {
    return Path.of(config.path()).resolve(config.splits()).resolve(config.split() + ".txt");
  }

  private List<String> listAnnotations() {
    Path folder = Places.folder(root.resolve(config.annotations()));
    try (Stream<Path> files = Files.list(folder)) {
      List<String> stems =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(XML) && !name.startsWith("."))
              .map(name -> name.substring(0, name.length() - XML.length()))
              .sorted()
              .toList();
      if (stems.isEmpty()) {
        throw Places.problem(
            folder,
            "a folder without *.xml files",
            "an XML file for each image",
            "set annotations to their folder");
      }
      return stems;
    } catch (IOException e) {
      throw Places.unreadable(folder, e);
    }
  }

  private Set<String> stems() {
    if (config.split().isBlank()) {
      return new LinkedHashSet<>(annotations);
    }
    Path file = splitFile(config);
    if (!Files.isRegularFile(file)) {
      throw new LacunaException(
          Kind.DATA,
          file.toString(),
          "no such file",
          "a list of images",
          splits().isEmpty()
              ? "leave split out to take all images, or set splits to the folder of lists"
              : "set split to its name; " + Suggestion.didYouMean(config.split(), splits()));
    }
    Set<String> stems = new LinkedHashSet<>();
    for (String line : Places.lines(file, "a list of images")) {
      String stem = line.split("\\s+", 2)[0]; // lists for one category add 1 or -1
      if (!stems.add(stem)) {
        rejects.add(new Reject(stem, "duplicate", "again in " + file.getFileName()));
      }
    }
    return stems;
  }

  private List<String> splits() {
    try (Stream<Path> files = Files.list(root.resolve(config.splits()))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".txt"))
          .map(ImageFiles::stem)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void requireSomething() {
    if (categories.isEmpty()) {
      throw new LacunaException(
          Kind.DATA,
          root.resolve(config.annotations()).toString(),
          annotations.size() + " files without a named object",
          "objects with a name and a bndbox",
          rejects.isEmpty() ? "check the files" : "the first: " + rejects.get(0).detail());
    }
    if (items.isEmpty()) {
      throw new LacunaException(
          Kind.DATA,
          root.toString(),
          rejects.isEmpty()
              ? "an empty list of images"
              : rejects.size() + " images, all refused; the first: " + rejects.get(0),
          "images with annotations",
          "check path, images and annotations");
    }
  }
}
