package ai.lacuna.data.source.voc;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.MixedOrder;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PASCAL VOC: boxes in one XML file for each image. VOC counts pixels from 1 and names the first
 * and the last that belong to an object, so that (xmin, ymin, xmax, ymax) become x = xmin - 1, y =
 * ymin - 1, width = xmax - xmin + 1, height = ymax - ymin + 1. A box whose first and last column or
 * row are the same is refused: it is a click without a drag, as annotation tools leave it.
 *
 * <p>Objects that are difficult stay, and are marked. The categories are those of all annotations,
 * whatever the split.
 */
public final class VocPlugin implements SourcePlugin<VocConfig, VocPart> {

  @Override
  public String name() {
    return "voc";
  }

  @Override
  public String summary() {
    return "a folder in the layout of PASCAL VOC: images with boxes in XML files";
  }

  @Override
  public Class<VocConfig> configType() {
    return VocConfig.class;
  }

  @Override
  public Class<VocPart> partType() {
    return VocPart.class;
  }

  @Override
  public Listing<VocPart> plan(VocConfig config, PartSize target) {
    VocFolder folder = new VocFolder(config);
    return new Listing<>(
        Vocabulary.ofCategories(folder.categories()),
        config.channels(),
        target.cut(
            MixedOrder.of(folder.items(), VocFolder.Item::image),
            VocFolder.Item::bytes,
            items ->
                new Listing.Part<>(
                    new VocPart(
                        items.stream().map(VocFolder.Item::image).toList(), folder.categories()),
                    items.size(),
                    items.stream().mapToLong(VocFolder.Item::objects).sum())),
        folder.rejects(),
        folder.ignored());
  }

  @Override
  public void read(VocConfig config, VocPart part, RowSink sink) throws IOException {
    ImageFiles files = new ImageFiles(Path.of(config.path()).resolve(config.images()));
    for (String image : part.images()) {
      List<VocFile.Entry> entries =
          VocFile.read(VocFolder.annotation(config, ImageFiles.stem(image)));
      byte[] bytes;
      try {
        bytes = files.read(image);
      } catch (ImageFiles.Refusal e) {
        sink.reject(e.reject(), entries.size());
        continue;
      }
      List<Instance> objects = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        try {
          objects.add(object(entries.get(i), part.categories()));
        } catch (BadObject e) {
          sink.rejectObject(new Reject(image + "#" + i, e.reason, String.valueOf(e.getMessage())));
        }
      }
      sink.row(new Row(image, bytes, Row.UNLABELLED, Annotations.ofObjects(objects)));
    }
  }

  private static Instance object(VocFile.Entry entry, List<String> categories) throws BadObject {
    String name = entry.text("name");
    int category = categories.indexOf(name);
    if (category < 0) {
      String what = name.isEmpty() ? "no name" : "'" + name + "' is not among the categories";
      throw new BadObject("bad-category", what);
    }
    double xmin = number(entry, "bndbox/xmin");
    double ymin = number(entry, "bndbox/ymin");
    double xmax = number(entry, "bndbox/xmax");
    double ymax = number(entry, "bndbox/ymax");
    if (!(xmax > xmin && ymax > ymin)) {
      String box = "xmin %s, ymin %s, xmax %s, ymax %s".formatted(xmin, ymin, xmax, ymax);
      throw new BadObject("empty-box", box);
    }
    double width = xmax - xmin + 1;
    double height = ymax - ymin + 1;
    boolean difficult = entry.text("difficult").equals("1");
    Instance.Kind kind = difficult ? Instance.Kind.DIFFICULT : Instance.Kind.OBJECT;
    return new Instance(xmin - 1, ymin - 1, width, height, category, width * height, kind, null);
  }

  private static double number(VocFile.Entry entry, String path) throws BadObject {
    String text = entry.text(path);
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below, as infinity is
    }
    throw new BadObject("bad-box", path + " is '" + text + "'");
  }

  private static final class BadObject extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BadObject(String reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }

  @Override
  public String digest(VocConfig config, FileDigests digests) {
    VocFolder folder = new VocFolder(config);
    Path root = Path.of(config.path());
    ContentDigest digest = new ContentDigest(config, digests);
    if (!config.split().isBlank()) {
      digest.file("split", VocFolder.splitFile(config));
    }
    if (!config.classes().isBlank()) {
      digest.file("classes", root.resolve(config.classes()));
    }
    digest.images(
        new ImageFiles(root.resolve(config.annotations())),
        folder.annotations().stream().map(stem -> stem + ".xml").toList());
    return digest
        .images(
            new ImageFiles(root.resolve(config.images())),
            folder.items().stream().map(VocFolder.Item::image).sorted().toList())
        .value();
  }
}
