package ai.lacuna.data.source.coco;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.shard.Vocabulary;
import ai.lacuna.data.source.ContentDigest;
import ai.lacuna.data.source.ImageFiles;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.MixedOrder;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.Places;
import ai.lacuna.data.source.Reject;
import ai.lacuna.data.source.RowSink;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.files.FileDigests;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * COCO's instances files: boxes, polygons, run lengths (compressed or not) and crowds. Boxes and
 * areas are taken as they are; polygons become the run lengths that pycocotools makes of them.
 * Categories are numbered in the order of their ids, without the gaps that COCO has.
 *
 * @see <a href="https://cocodataset.org/#format-data">the format</a>
 */
public final class CocoPlugin implements SourcePlugin<CocoConfig, CocoPart> {

  private record Sized(CocoIndex.Item item, long bytes) {}

  @Override
  public String name() {
    return "coco";
  }

  @Override
  public String summary() {
    return "a JSON file of COCO's with boxes and masks, and a folder of images";
  }

  @Override
  public Class<CocoConfig> configType() {
    return CocoConfig.class;
  }

  @Override
  public Class<CocoPart> partType() {
    return CocoPart.class;
  }

  @Override
  public Listing<CocoPart> plan(CocoConfig config, PartSize target) {
    CocoIndex index = new CocoIndex(json(config));
    ImageFiles files = images(config);
    List<Reject> rejects = new ArrayList<>(index.rejects());
    List<Reject> objectRejects = new ArrayList<>(index.objectRejects());
    List<Sized> images = new ArrayList<>();
    for (CocoIndex.Item item : index.images()) {
      try {
        images.add(new Sized(item, files.size(item.file)));
      } catch (ImageFiles.Refusal e) {
        rejects.add(e.reject());
        for (int i = 0; i < item.objects(); i++) {
          objectRejects.add(Reject.ofImage(e.reject(), i));
        }
      }
    }
    if (images.isEmpty()) {
      throw Places.problem(
          Path.of(config.path()).resolve(config.images()),
          "none of the " + rejects.size() + " images; the first: " + rejects.get(0).path(),
          "the images that " + config.annotations() + " names",
          "set images to the folder that their names start from");
    }
    List<Long> ids = List.copyOf(index.categories().keySet());
    return new Listing<>(
        Vocabulary.ofCategories(List.copyOf(index.categories().values())),
        config.channels(),
        target.cut(
            MixedOrder.of(images, image -> image.item().file),
            Sized::bytes,
            some -> part(some, ids)),
        rejects,
        objectRejects,
        0);
  }

  private static Listing.Part<CocoPart> part(List<Sized> images, List<Long> categoryIds) {
    return new Listing.Part<>(
        new CocoPart(
            images.stream()
                .map(Sized::item)
                .map(i -> new CocoPart.Item(i.file, i.height, i.width, i.starts()))
                .toList(),
            categoryIds),
        images.size(),
        images.stream().mapToLong(image -> image.item().objects()).sum());
  }

  private static Path json(CocoConfig config) {
    return Places.folder(Path.of(config.path())).resolve(config.annotations());
  }

  private static ImageFiles images(CocoConfig config) {
    return new ImageFiles(Places.folder(Path.of(config.path()).resolve(config.images())));
  }

  @Override
  public void read(CocoConfig config, CocoPart part, RowSink sink) throws IOException {
    ImageFiles files = images(config);
    try (FileChannel json = FileChannel.open(json(config), StandardOpenOption.READ)) {
      for (CocoPart.Item image : part.images()) {
        byte[] bytes;
        try {
          bytes = files.read(image.file());
        } catch (ImageFiles.Refusal e) {
          sink.reject(e.reject(), image.annotations().size());
          continue;
        }
        List<Instance> objects = new ArrayList<>();
        for (int i = 0; i < image.annotations().size(); i++) {
          String path = image.file() + "#" + i;
          try {
            JsonNode annotation = annotation(json, image.annotations().get(i));
            objects.add(CocoObject.read(annotation, image, part.categoryIds()));
          } catch (CocoObject.Refusal e) {
            sink.rejectObject(new Reject(path, e.reason(), String.valueOf(e.getMessage())));
          } catch (StreamConstraintsException e) { // longer texts or deeper lists than are read
            sink.rejectObject(new Reject(path, "too-large", e.getOriginalMessage()));
          }
        }
        sink.row(new Row(image.file(), bytes, Row.UNLABELLED, Annotations.ofObjects(objects)));
      }
    }
  }

  private static JsonNode annotation(FileChannel json, long start) throws IOException {
    // Not closed: the parser would close the channel with it.
    JsonParser parser =
        Json.MAPPER.getFactory().createParser(Channels.newInputStream(json.position(start)));
    JsonNode node = parser.readValueAsTree();
    if (!node.isObject()) {
      throw new IOException("the annotations changed since planning, at byte " + start);
    }
    return node;
  }

  @Override
  public String digest(CocoConfig config, FileDigests digests) {
    CocoIndex index = new CocoIndex(json(config));
    return new ContentDigest(config, digests)
        .file("annotations", json(config))
        .images(images(config), index.images().stream().map(item -> item.file).sorted().toList())
        .value();
  }
}
