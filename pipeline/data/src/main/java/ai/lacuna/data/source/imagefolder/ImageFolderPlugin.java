package ai.lacuna.data.source.imagefolder;

import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.FolderScan;
import ai.lacuna.data.source.FolderScan.Found;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.MixedOrder;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.Digest;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Images in folders. The folders directly below the root are the classes, numbered in the order of
 * their names, as torchvision's {@code ImageFolder} does; images may lie deeper. A root that holds
 * images and no folder gives images without a class.
 */
public final class ImageFolderPlugin implements SourcePlugin<ImageFolderConfig, FolderPart> {

  @Override
  public String name() {
    return "imagefolder";
  }

  @Override
  public String summary() {
    return "a folder with one sub-folder of images for each class, or just with images";
  }

  @Override
  public Class<ImageFolderConfig> configType() {
    return ImageFolderConfig.class;
  }

  @Override
  public Class<FolderPart> partType() {
    return FolderPart.class;
  }

  @Override
  public Listing<FolderPart> plan(ImageFolderConfig config, PartSize target) {
    FolderScan scan = FolderScan.of(Path.of(config.path()));
    List<String> classes = classes(scan, config.path());
    List<Reject> rejects = new ArrayList<>(scan.rejects());
    List<Found> images = new ArrayList<>();
    for (Found file : scan.files()) {
      if (classes.isEmpty() || !file.folder().isEmpty()) {
        images.add(file);
      } else {
        rejects.add(new Reject(file.path(), "no-class", "lies beside the class folders"));
      }
    }
    return new Listing<>(
        Vocabulary.ofClasses(classes),
        config.channels(),
        parts(MixedOrder.of(images, Found::path), classes, target),
        rejects,
        scan.ignored());
  }

  private static List<String> classes(FolderScan scan, String path) {
    TreeSet<String> filled =
        scan.files().stream().map(Found::folder).collect(Collectors.toCollection(TreeSet::new));
    filled.remove("");
    if (filled.isEmpty()) {
      return List.of();
    }
    Problems problems = new Problems();
    for (String folder : scan.folders()) {
      if (!filled.contains(folder)) {
        problems.add(
            Path.of(path, folder).toString(),
            "a class folder without an image" + refused(scan, folder),
            "at least one image",
            "remove the folder, or hide it with a leading dot");
      }
    }
    problems.throwIfAny(Kind.DATA);
    return List.copyOf(filled);
  }

  private static String refused(FolderScan scan, String folder) {
    List<Reject> refused =
        scan.rejects().stream().filter(r -> r.path().startsWith(folder + "/")).toList();
    return refused.isEmpty()
        ? ""
        : " (%d refused: %s)".formatted(refused.size(), refused.get(0).detail());
  }

  private static List<Listing.Part<FolderPart>> parts(
      List<Found> images, List<String> classes, PartSize target) {
    Map<String, Integer> labelOf = new HashMap<>();
    classes.forEach(name -> labelOf.put(name, labelOf.size()));
    return target.cut(
        images,
        Found::bytes,
        part ->
            new Listing.Part<>(
                new FolderPart(
                    part.stream().map(Found::path).toList(),
                    part.stream()
                        .map(image -> labelOf.getOrDefault(image.folder(), Row.UNLABELLED))
                        .toList()),
                part.size()));
  }

  @Override
  public void read(ImageFolderConfig config, FolderPart part, RowSink sink) throws IOException {
    ImageFiles images = new ImageFiles(Path.of(config.path()));
    for (int i = 0; i < part.paths().size(); i++) {
      String path = part.paths().get(i);
      byte[] bytes;
      try {
        bytes = images.read(path);
      } catch (ImageFiles.Refusal e) {
        sink.reject(e.reject());
        continue;
      }
      sink.row(Row.of(path, bytes, part.labels().get(i)));
    }
  }

  @Override
  public String digest(ImageFolderConfig config, FileDigests digests) {
    Path root = Path.of(config.path());
    FolderScan scan = FolderScan.of(root);
    String files =
        scan.files().parallelStream()
            .map(
                file ->
                    file.path()
                        + "\0"
                        + file.bytes()
                        + "\0"
                        + content(digests, root.resolve(file.path())))
            .collect(Collectors.joining("\n"));
    String rejects = scan.rejects().stream().map(Reject::path).collect(Collectors.joining("\n"));
    return Digest.ofString(config.channels() + "\n" + files + "\n\n" + rejects);
  }

  private static String content(FileDigests digests, Path file) {
    try {
      return digests.of(file);
    } catch (IOException e) {
      return "unreadable"; // an import will refuse it and say so
    }
  }
}
