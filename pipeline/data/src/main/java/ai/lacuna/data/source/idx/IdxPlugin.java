package ai.lacuna.data.source.idx;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ClassList;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.FileDigests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * The files of MNIST, Fashion-MNIST, KMNIST and EMNIST: all images in one file, all labels in
 * another. Images keep their order and are stored as PNG files of one channel.
 */
public final class IdxPlugin implements SourcePlugin<IdxConfig, IdxPart> {

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String summary() {
    return "the files of MNIST and its relatives, packed or not";
  }

  @Override
  public Class<IdxConfig> configType() {
    return IdxConfig.class;
  }

  @Override
  public Class<IdxPart> partType() {
    return IdxPart.class;
  }

  @Override
  public Listing<IdxPart> plan(IdxConfig config, PartSize target) {
    Path folder = Places.folder(Path.of(config.path()));
    IdxFile images = IdxFile.open(folder, config.images(), 3);
    ClassList classes = null;
    List<Integer> labels = Collections.nCopies(images.count(), Row.UNLABELLED);
    if (!config.labels().equals(IdxConfig.NONE)) {
      byte[] numbers = labels(config, images);
      classes = classes(config, numbers);
      labels = indices(numbers, classes);
    }
    // A packed file is one part: every part would have to unpack all that comes before it.
    long fitting = Math.min(target.rows(), Math.max(1, target.bytes() / images.itemBytes()));
    int rows = images.packed() ? images.count() : (int) Math.min(fitting, images.count());
    List<Listing.Part<IdxPart>> parts = new ArrayList<>();
    for (int from = 0; from < images.count(); from += rows) {
      int to = (int) Math.min(images.count(), (long) from + rows);
      List<Integer> some = List.copyOf(labels.subList(from, to));
      parts.add(new Listing.Part<>(new IdxPart(from, some), some.size()));
    }
    return new Listing<>(
        Vocabulary.ofClasses(classes == null ? List.of() : classes.names()),
        config.channels(),
        parts,
        List.of(),
        0);
  }

  private static byte[] labels(IdxConfig config, IdxFile images) {
    IdxFile labels = IdxFile.open(Path.of(config.path()), config.labels(), 1);
    if (labels.count() != images.count()) {
      throw new LacunaException(
          Kind.DATA,
          labels.path().toString(),
          labels.count() + " labels",
          images.count() + " labels, as many as " + images.path().getFileName() + " has images",
          "set images and labels to files that belong together");
    }
    try (InputStream in = labels.read(0)) {
      return in.readNBytes(labels.count());
    } catch (IOException e) {
      throw Places.unreadable(labels.path(), e);
    }
  }

  private static ClassList classes(IdxConfig config, byte[] numbers) {
    if (!config.classes().isBlank()) {
      return ClassList.read(Path.of(config.path()).resolve(config.classes()));
    }
    TreeSet<String> found = new TreeSet<>();
    for (byte number : numbers) {
      found.add(Integer.toString(number & 0xFF));
    }
    return ClassList.found(found, config.labels());
  }

  private static List<Integer> indices(byte[] numbers, ClassList classes) {
    List<Integer> indices = new ArrayList<>(numbers.length);
    for (byte number : numbers) {
      Integer index = classes.index(Integer.toString(number & 0xFF));
      indices.add(index == null ? IdxPart.OUTSIDE : index);
    }
    return indices;
  }

  @Override
  public void read(IdxConfig config, IdxPart part, RowSink sink) throws IOException {
    IdxFile images = IdxFile.open(Path.of(config.path()), config.images(), 3);
    int bytes = (int) images.itemBytes();
    try (InputStream in = images.read(part.from())) {
      for (int i = 0; i < part.labels().size(); i++) {
        byte[] pixels = in.readNBytes(bytes);
        if (pixels.length < bytes) {
          throw new IOException(images.path() + " changed since planning: it ends early");
        }
        int label = part.labels().get(i);
        String path = "%s#%d".formatted(config.images(), part.from() + i);
        if (label == IdxPart.OUTSIDE) {
          sink.reject(new Reject(path, "bad-label", "its label is not among the classes"));
        } else {
          Image image = image(pixels, images.sizes()[1], images.sizes()[2], config.order());
          sink.row(Row.of(path, ImageEncoder.encode(image), label));
        }
      }
    }
  }

  private static Image image(byte[] pixels, int rows, int columns, IdxConfig.Order order) {
    if (order == IdxConfig.Order.ROWS) {
      return new Image(1, rows, columns, pixels);
    }
    // What the header calls rows are then columns.
    byte[] turned = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      turned[i % columns * rows + i / columns] = pixels[i];
    }
    return new Image(1, columns, rows, turned);
  }

  @Override
  public String digest(IdxConfig config, FileDigests digests) {
    Path folder = Places.folder(Path.of(config.path()));
    ContentDigest digest = new ContentDigest(config, digests);
    digest.file("images", IdxFile.open(folder, config.images(), 3).path());
    if (!config.labels().equals(IdxConfig.NONE)) {
      digest.file("labels", IdxFile.open(folder, config.labels(), 1).path());
    }
    if (!config.classes().isBlank()) {
      digest.file("classes", folder.resolve(config.classes()));
    }
    return digest.value();
  }
}
