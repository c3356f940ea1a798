package ai.lacuna.data.ingest;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.data.image.ImageDecoder;
import ai.lacuna.data.image.Orientation;

/** Settings of an import that are not the source's. */
public record IngestOptions(
    @Doc("Largest share of images that may be refused; above it the import fails.") @Range("[0, 1]")
        double maxRejects,
    @Doc("Images with more pixels than this are refused before they are decoded.") @Range("[1, )")
        long maxPixels,
    @Doc("What is done about EXIF orientation: ignore, as the reference loaders do, or apply.")
        Orientation.Use orientation,
    @Doc("Images in a shard, at most.") @Range("[1, )") int shardRows,
    @Doc("Size of the image files in a shard, in MiB, about.") @Range("[1, 4096]") int shardMiB)
    implements Config {

  /** 1 % rejects, 50 megapixels, EXIF orientation ignored, shards of 64 MiB or 1024 images. */
  public static IngestOptions defaults() {
    return new IngestOptions(0.01, ImageDecoder.MAX_PIXELS, Orientation.Use.IGNORE, 1024, 64);
  }
}
