package ai.lacuna.data.source.semantic;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.FolderScan;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pairs of image and mask, and what the numbers in the masks stand for. */
final class SemanticFolder {

  /**
   * An image with its mask.
   *
   * @param image relative to the folder of images
   * @param mask relative to the folder of masks
   */
  record Pair(String image, String mask, long bytes) {}

  private final SemanticConfig config;
  private final Path root;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private long ignored;

  SemanticFolder(SemanticConfig config) {
    this.config = config;
    this.root = Places.folder(Path.of(config.path()));
    Places.folder(root.resolve(config.masks()));
    FolderScan scan = FolderScan.of(root.resolve(config.images()));
    rejects.addAll(scan.rejects());
    ignored = scan.ignored();
    Map<String, FolderScan.Found> images = new HashMap<>();
    List<String> stems = new ArrayList<>();
    for (FolderScan.Found found : scan.files()) {
      String stem = stem(found.path());
      if (!stem.endsWith(config.imageSuffix())) {
        ignored++;
      } else if (images.putIfAbsent(stem, found) == null) {
        stems.add(stem);
      } else {
        rejects.add(new Reject(found.path(), "duplicate", "another image has the same mask"));
      }
    }
    for (String stem : config.split().isBlank() ? stems : split()) {
      pair(stem, images.get(stem));
    }
    if (pairs.isEmpty()) {
      throw new LacunaException(
          Kind.DATA,
          root.resolve(config.images()).toString(),
          rejects.isEmpty()
              ? "no image whose name ends with '" + config.imageSuffix() + "'"
              : rejects.size() + " images, all refused; the first: " + rejects.get(0),
          "images with masks",
          "check images, masks, imageSuffix and maskSuffix");
    }
  }

  private static String stem(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1) + ImageFiles.stem(path);
  }

  private Set<String> split() {
    Set<String> stems = new LinkedHashSet<>();
    for (String line : Places.lines(splitFile(config), "a list of images")) {
      if (!stems.add(line)) {
        rejects.add(new Reject(line, "duplicate", "again in " + config.split()));
      }
    }
    return stems;
  }

  private void pair(String stem, FolderScan.@Nullable Found image) {
    if (image == null) {
      rejects.add(new Reject(stem, "missing", "no image of that name in " + config.images()));
      return;
    }
    String base = stem.substring(0, stem.length() - config.imageSuffix().length());
    String mask = base + config.maskSuffix() + ".png";
    try {
      pairs.add(new Pair(image.path(), mask, image.bytes() + masks(config).size(mask)));
    } catch (ImageFiles.Refusal e) {
      String detail = "its mask " + mask + ": " + e.getMessage();
      rejects.add(new Reject(image.path(), "no-mask", detail));
    }
  }

  static Path splitFile(SemanticConfig config) {
    return Path.of(config.path()).resolve(config.split());
  }

  static ImageFiles masks(SemanticConfig config) {
    return new ImageFiles(Path.of(config.path()).resolve(config.masks()));
  }

  static ImageFiles images(SemanticConfig config) {
    return new ImageFiles(Path.of(config.path()).resolve(config.images()));
  }

  /** Images that have a mask. */
  List<Pair> pairs() {
    return pairs;
  }

  /** Images that cannot be read or have none. */
  List<Reject> rejects() {
    return rejects;
  }

  /** Files that no rule takes for an image. */
  long ignored() {
    return ignored;
  }

  /** Classes by their numbers in the masks, those left out that mean 'not labelled'. */
  Numbering numbering() {
    Set<Integer> ignore = new HashSet<>(config.ignore());
    ignore.add(IndexMask.IGNORE);
    if (!config.palette().isBlank()) {
      List<String> names = new Palette(root.resolve(config.palette())).names();
      return Numbering.of(IntStream.range(0, names.size()).boxed().toList(), names::get, ignore);
    }
    if (!config.classes().isBlank()) {
      Path file = root.resolve(config.classes());
      Map<Integer, String> classes = ClassList.numbered(file);
      return Numbering.of(classes.keySet(), classes::get, ignore);
    }
    TreeSet<Integer> found = new TreeSet<>(found());
    found.removeAll(ignore);
    int largest = found.isEmpty() ? -1 : found.last();
    return Numbering.of(
        IntStream.rangeClosed(0, largest).boxed().toList(), k -> Integer.toString(k), ignore);
  }

  /** All numbers in all masks; masks that cannot be read are refused when they are imported. */
  private Set<Integer> found() {
    Set<Integer> found = Collections.synchronizedSet(new HashSet<>());
    ImageFiles masks = masks(config);
    pairs.parallelStream()
        .forEach(
            pair -> {
              boolean[] seen = new boolean[256];
              try {
                Image mask = IndexMask.read(masks.read(pair.mask()), ImageDecoder.MAX_PIXELS);
                for (byte number : mask.pixels()) {
                  seen[number & 0xFF] = true;
                }
              } catch (IOException | ImageFiles.Refusal e) {
                Arrays.fill(seen, false);
              }
              IntStream.range(0, 256).filter(k -> seen[k]).forEach(found::add);
            });
    return found;
  }
}
