package ai.lacuna.data.source.semantic;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageDecoder;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images in one folder and masks of the same names in another. A mask is a PNG whose samples are
 * numbers of classes, grey or with a palette (as VOC's), or, with a palette file, an image in the
 * colours of classes (as CamVid's).
 *
 * <p>In the data set, classes are numbered from 0 in the order of their numbers in the masks;
 * numbers that mean 'not labelled' become 255, and a mask with any other number is refused with its
 * image. ADE20K's {@code ignore: 0}, for example, makes its classes 1 to 150 the indices 0 to 149.
 */
public final class SemanticPlugin implements SourcePlugin<SemanticConfig, SemanticPart> {

  @Override
  public String name() {
    return "semantic";
  }

  @Override
  public String summary() {
    return "a folder of images and one of masks that tell the class of each pixel";
  }

  @Override
  public Class<SemanticConfig> configType() {
    return SemanticConfig.class;
  }

  @Override
  public Class<SemanticPart> partType() {
    return SemanticPart.class;
  }

  @Override
  public Listing<SemanticPart> plan(SemanticConfig config, PartSize target) {
    SemanticFolder folder = new SemanticFolder(config);
    Numbering numbering = folder.numbering();
    if (numbering.names().isEmpty()) {
      throw new LacunaException(
          Kind.DATA,
          Path.of(config.path()).resolve(config.masks()).toString(),
          "masks without a labelled pixel, or none that is a PNG of one channel",
          "numbers of classes",
          "set palette if the masks are coloured");
    }
    return new Listing<>(
        Vocabulary.ofSemanticClasses(numbering.names()),
        config.channels(),
        target.cut(
            MixedOrder.of(folder.pairs(), SemanticFolder.Pair::image),
            SemanticFolder.Pair::bytes,
            pairs -> part(pairs, numbering)),
        folder.rejects(),
        folder.ignored());
  }

  private static Listing.Part<SemanticPart> part(
      List<SemanticFolder.Pair> pairs, Numbering numbering) {
    return new Listing.Part<>(
        new SemanticPart(
            pairs.stream().map(SemanticFolder.Pair::image).toList(),
            pairs.stream().map(SemanticFolder.Pair::mask).toList(),
            numbering.classOf()),
        pairs.size());
  }

  @Override
  public void read(SemanticConfig config, SemanticPart part, RowSink sink) throws IOException {
    ImageFiles images = SemanticFolder.images(config);
    ImageFiles masks = SemanticFolder.masks(config);
    Palette palette =
        config.palette().isBlank()
            ? null
            : new Palette(Path.of(config.path()).resolve(config.palette()));
    for (int i = 0; i < part.images().size(); i++) {
      String image = part.images().get(i);
      byte[] bytes;
      try {
        bytes = images.read(image);
      } catch (ImageFiles.Refusal e) {
        sink.reject(e.reject());
        continue;
      }
      try {
        byte[] mask = mask(masks.read(part.masks().get(i)), palette, part.classOf());
        sink.row(new Row(image, bytes, Row.UNLABELLED, Annotations.ofSemantic(mask)));
      } catch (ImageFiles.Refusal e) {
        String detail = "its mask: " + e.reject().reason() + ", " + e.getMessage();
        sink.reject(new Reject(image, "no-mask", detail));
      } catch (BadMask e) {
        sink.reject(new Reject(image, e.reason, "its mask: " + e.getMessage()));
      }
    }
  }

  private static byte[] mask(byte[] file, @Nullable Palette palette, List<Integer> classOf)
      throws BadMask {
    Image mask;
    try {
      mask =
          palette == null
              ? IndexMask.read(file, ImageDecoder.MAX_PIXELS)
              : palette.read(file, ImageDecoder.MAX_PIXELS);
    } catch (IOException e) {
      throw new BadMask("bad-mask", String.valueOf(e.getMessage()));
    }
    byte[] indices = mask.pixels().clone();
    for (int p = 0; p < indices.length; p++) {
      int index = classOf.get(indices[p] & 0xFF);
      if (index < 0) {
        throw new BadMask(
            "bad-label", "the number " + (indices[p] & 0xFF) + ", which no class has");
      }
      indices[p] = (byte) index;
    }
    return IndexMask.encode(new Image(1, mask.height(), mask.width(), indices));
  }

  private static final class BadMask extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BadMask(String reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }

  @Override
  public String digest(SemanticConfig config, FileDigests digests) {
    SemanticFolder folder = new SemanticFolder(config);
    Path root = Path.of(config.path());
    ContentDigest digest = new ContentDigest(config, digests);
    for (String file : List.of(config.split(), config.classes(), config.palette())) {
      if (!file.isBlank()) {
        digest.file("list", root.resolve(file));
      }
    }
    List<SemanticFolder.Pair> pairs = folder.pairs();
    return digest
        .images(
            SemanticFolder.images(config),
            pairs.stream().map(SemanticFolder.Pair::image).sorted().toList())
        .images(
            SemanticFolder.masks(config),
            pairs.stream().map(SemanticFolder.Pair::mask).sorted().toList())
        .value();
  }
}
