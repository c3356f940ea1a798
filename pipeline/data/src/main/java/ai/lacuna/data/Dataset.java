package ai.lacuna.data;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.shard.Row;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.PartSize;
import ai.lacuna.data.source.SourcePlugin;
import ai.lacuna.data.source.Sources;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set in a folder: Parquet shards and the manifest that names them. Thread-safe.
 *
 * <p>Rows are numbered from 0 across shards, in the manifest's order.
 */
public final class Dataset {

  // As large as the row groups of a shard.
  private static final PartSize PART = new PartSize(1024, 4L << 20);

  private final Manifest manifest;
  private final String digest;
  private final List<RowGroup> groups;
  private final long[] groupStart; // first row of each group, then the number of rows
  private final Selection selection;
  private final Memory memory;
  private final GroupCache<Row> cache;
  private final GroupCache<Annotations> annotations;
  private volatile int @Nullable [] labels;

  private Dataset(Manifest manifest, List<RowGroup> groups, Selection selection, Memory memory) {
    this.manifest = manifest;
    this.digest = manifest.digest();
    this.groups = groups;
    this.selection = selection;
    this.memory = memory;
    cache = new GroupCache<>(memory.fileBytes(), RowGroup::images, row -> row.bytes().length);
    annotations = new GroupCache<>(memory.annotationBytes(), RowGroup::annotations, Dataset::size);
    groupStart = new long[groups.size() + 1];
    for (int g = 0; g < groups.size(); g++) {
      groupStart[g + 1] = groupStart[g] + groups.get(g).size();
    }
  }

  /** As {@link #open(Path, Memory)} with {@link Memory#defaults()}. */
  public static Dataset open(Path folder) {
    return open(folder, Memory.defaults());
  }

  /**
   * Opens a data set and checks that every shard is there with its recorded size.
   *
   * @throws LacunaException of kind DATA if there is no data set or a part of it is missing
   */
  public static Dataset open(Path folder, Memory memory) {
    Path file = folder.resolve(Manifest.FILE);
    if (!Files.isRegularFile(file)) {
      throw new LacunaException(
          Kind.DATA,
          folder.toString(),
          Files.isDirectory(folder) ? "a folder without " + Manifest.FILE : "no such folder",
          "a data set",
          "import one, or check the path");
    }
    Manifest manifest = read(file);
    Problems problems = new Problems();
    for (Manifest.Shard shard : manifest.shards()) {
      Path path = folder.resolve(shard.file());
      long size = size(path);
      problems.require(
          size == shard.bytes(),
          path.toString(),
          size < 0 ? "no file" : size + " bytes",
          shard.bytes() + " bytes; import the data set again");
    }
    problems.throwIfAny(Kind.DATA);
    List<RowGroup> groups = new ArrayList<>();
    for (Manifest.Shard shard : manifest.shards()) {
      for (int g = 0; g < shard.groupRows().size(); g++) {
        groups.add(new ShardGroup(folder.resolve(shard.file()), g, shard.groupRows().get(g)));
      }
    }
    return new Dataset(manifest, groups, Selection.EVERYTHING, memory);
  }

  /**
   * The images of a source where they lie, without an import: what a loader makes of them can be
   * compared with what it makes of an imported set. Their statistics are not known (mean 0,
   * standard deviation 1), decoded images are never kept, annotations are left out, and an image
   * that cannot be read is an error when its turn comes.
   *
   * @param source name of a {@link SourcePlugin}
   * @param config its settings, of its {@link SourcePlugin#configType()}
   * @throws LacunaException of kind DATA as {@link SourcePlugin#plan}
   */
  public static Dataset inPlace(String source, Record config, Memory memory) {
    return inPlace(Sources.named(source), config, memory.withoutDecoded());
  }

  private static <C extends Record & Config, P extends Record> Dataset inPlace(
      SourcePlugin<C, P> plugin, Record config, Memory memory) {
    C settings = plugin.configType().cast(config);
    Listing<P> listing = plugin.plan(settings, PART);
    List<RowGroup> groups = new ArrayList<>();
    for (Listing.Part<P> part : listing.parts()) {
      groups.add(new SourceGroup<>(plugin, settings, part.spec(), part.images()));
    }
    Manifest manifest =
        new Manifest(
            Manifest.PLAIN_SCHEMA,
            "in place",
            plugin.name(),
            groups.stream().mapToLong(RowGroup::size).sum(),
            groups.size() * PART.bytes(),
            listing.classes(),
            List.of(),
            0,
            listing.channels(),
            Collections.nCopies(listing.channels(), 0.0),
            Collections.nCopies(listing.channels(), 1.0),
            new Manifest.Sizes(0, 0, 0, 0, Long.MAX_VALUE / listing.channels()),
            List.of(),
            List.of(),
            listing.rejects().size(),
            Map.of(),
            listing.ignored(),
            null,
            null,
            null);
    return new Dataset(manifest, groups, Selection.EVERYTHING, memory);
  }

  /**
   * Every {@code every}-th image, for measurements on images that {@link #withoutHeldOut} does not
   * have. Rows are numbered anew; digest and manifest stay those of the whole set.
   *
   * @param every at least 2
   */
  public Dataset heldOut(int every) {
    return selected(new Selection(Selection.Part.HELD_OUT, every));
  }

  /** All images but those of {@link #heldOut}. */
  public Dataset withoutHeldOut(int every) {
    return selected(new Selection(Selection.Part.REST, every));
  }

  private Dataset selected(Selection part) {
    if (selection != Selection.EVERYTHING) {
      throw new IllegalStateException("this is a part of a data set already");
    }
    return new Dataset(manifest, groups, part, memory);
  }

  private static Manifest read(Path file) {
    try {
      JsonNode tree = Json.MAPPER.readTree(Files.readAllBytes(file));
      int schema = tree.path("schema").asInt();
      boolean plain = tree.path("annotations").isEmpty();
      if (schema != (plain ? Manifest.PLAIN_SCHEMA : Manifest.SCHEMA)) {
        throw new LacunaException(
            Kind.DATA,
            file.toString(),
            "schema " + schema,
            "schema " + (plain ? Manifest.PLAIN_SCHEMA : Manifest.SCHEMA),
            "import the data set again with this version");
      }
      return Json.read(file, Manifest.class);
    } catch (JsonProcessingException e) {
      throw damaged(file.toString(), "damaged JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(file.toString(), "unreadable: " + e.getMessage(), e);
    }
  }

  private static LacunaException damaged(String place, String given, IOException cause) {
    return new LacunaException(
        Kind.DATA,
        List.of(new Problem(place, given, "a complete data set", "import the data set again")),
        cause);
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return -1;
    }
  }

  /** What it is called in messages and reports. */
  public String name() {
    return manifest.name();
  }

  /** Digest of its images, labels and class names. */
  public String digest() {
    return digest;
  }

  /** Everything that the manifest says. */
  public Manifest manifest() {
    return manifest;
  }

  /** Number of images. */
  public long rows() {
    return selection.count(manifest.rows());
  }

  /** All rows. */
  public RowRange all() {
    return new RowRange(0, rows());
  }

  /**
   * The rows of each shard, which together are all rows: what several workers can divide among
   * themselves without any two reading the same file. Empty if the images are read in place.
   */
  public List<RowRange> shards() {
    List<RowRange> shards = new ArrayList<>();
    long stored = 0;
    for (Manifest.Shard shard : manifest.shards()) {
      long end = stored + shard.rows();
      shards.add(new RowRange(selection.count(stored), selection.count(end)));
      stored = end;
    }
    return shards;
  }

  /** Class names in the order of their indices; empty if nothing is labelled. */
  public List<String> classes() {
    return manifest.classes();
  }

  /** Categories of objects in the order of their indices; empty if objects are not known. */
  public List<String> categories() {
    return manifest.vocabulary().categories();
  }

  /** Classes of pixels in the order of their indices; empty if there are no semantic masks. */
  public List<String> semanticClasses() {
    return manifest.vocabulary().semanticClasses();
  }

  /** Channels C of its images. */
  public int channels() {
    return manifest.channels();
  }

  /** Mean of each channel (C) over all pixels, in units of pixel / 255. */
  public float[] mean() {
    return floats(manifest.mean());
  }

  /** Standard deviation of each channel (C), in units of pixel / 255. */
  public float[] std() {
    return floats(manifest.std());
  }

  /** What may be kept in memory. */
  Memory memory() {
    return memory;
  }

  /** How many images were refused at import. */
  public long rejects() {
    return manifest.rejects();
  }

  /** The class index of a row, -1 if it has none. */
  public int label(long row) {
    int[] all = labels;
    return (all == null ? loadLabels() : all)[Math.toIntExact(stored(row))];
  }

  /** The stored image of a row; its row group stays in memory for a while. */
  public Sample sample(long row) {
    long stored = stored(row);
    int group = group(stored);
    Row found = cache.get(groups.get(group)).get((int) (stored - groupStart[group]));
    return new Sample(row, found.path(), found.bytes(), found.label());
  }

  /**
   * The decoded image of a row, as training and evaluation see it before they crop and resize.
   *
   * @throws LacunaException of kind DATA if it does not decode
   */
  public Image image(long row) {
    return Images.passing(this).get(row);
  }

  /**
   * What is known about a row's image beside its class. Boxes and masks are in pixels of the stored
   * image; {@link #categories} and {@link #semanticClasses} say what their indices stand for.
   *
   * @return {@link Annotations#NONE} where nothing is known
   */
  public Annotations annotations(long row) {
    long at = stored(row);
    int group = group(at);
    if (manifest.annotations().isEmpty()) {
      return Annotations.NONE;
    }
    return annotations.get(groups.get(group)).get((int) (at - groupStart[group]));
  }

  /**
   * The semantic mask of a row's image, decoded.
   *
   * @return (1, H, W) of the image's size: indices of {@link #semanticClasses}, {@link
   *     IndexMask#IGNORE} = not labelled; null where there is none
   */
  public @Nullable Image semanticMask(long row) {
    Annotations known = annotations(row);
    try {
      return known.hasSemantic() ? IndexMask.read(known.semantic(), RleMask.MAX_PIXELS) : null;
    } catch (IOException e) {
      throw damaged(
          groups.get(group(stored(row))).place(), "row " + row + ", mask: " + e.getMessage(), e);
    }
  }

  private static long size(Annotations known) {
    long bytes = known.semantic().length;
    for (Instance object : known.objects()) {
      RleMask mask = object.mask();
      bytes += 128 + (mask == null ? 0 : 4L * mask.length());
    }
    return bytes;
  }

  /** Reads the row groups of rows {@code [from, to)} unless they are in memory. */
  void load(long from, long to) {
    long end = stored(to - 1) + 1;
    for (int g = group(stored(from)); g < groups.size() && groupStart[g] < end; g++) {
      cache.get(groups.get(g));
    }
  }

  private long stored(long row) {
    if (row < 0 || row >= rows()) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows());
    }
    return selection.stored(row);
  }

  private int group(long row) {
    int found = Arrays.binarySearch(groupStart, row);
    int group = found >= 0 ? found : -found - 2;
    while (groupStart[group + 1] == row) { // skips groups without rows
      group++;
    }
    return group;
  }

  private synchronized int[] loadLabels() {
    int[] all = labels;
    if (all == null) {
      all = readLabels();
      labels = all;
    }
    return all;
  }

  private int[] readLabels() {
    int[] all = new int[Math.toIntExact(manifest.rows())];
    int next = 0;
    for (RowGroup group : groups) {
      try {
        for (int label : group.labels()) {
          all[next++] = label;
        }
      } catch (IOException e) {
        throw damaged(group.place(), String.valueOf(e.getMessage()), e);
      }
    }
    return all;
  }

  private static float[] floats(List<Double> values) {
    float[] out = new float[values.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = values.get(i).floatValue();
    }
    return out;
  }
}
