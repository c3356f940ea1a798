package ai.lacuna.evaluation.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.data.Batch;
import ai.lacuna.data.Dataset;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.evaluation.protocol.FeatureSet;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The files of a {@code features} artifact: {@code features.json} says what there is, {@code
 * SPLIT-NNNNN.safetensors} hold the features of up to 65,536 images each: one float32 matrix (B, D)
 * for each summary of the tokens, or all tokens (B, T, D) in files of 256 MiB, {@code labels} (B)
 * and {@code rows} (B).
 *
 * <p>Letters: M images of a split, B of a file.
 *
 * <p>Splitting keeps memory bounded while writing and reading, and each tensor far below the 2 GiB
 * that a buffer can hold.
 */
public final class FeatureFiles {

  private static final int SCHEMA = 1;
  private static final String INDEX = "features.json";
  private static final int PART = 65_536;
  private static final long PART_ELEMENTS = 1L << 26;

  /** The name of the tensor that holds all tokens. */
  static final String TOKENS = "tokens";

  private final Path folder;
  private final Index index;

  // The layout of features.json.
  private record Index(int schema, List<String> classes, Map<String, Split> splits) {}

  private record Split(long images, List<String> files) {}

  private FeatureFiles(Path folder, Index index) {
    this.folder = folder;
    this.index = index;
  }

  /**
   * Extracts the features of both splits.
   *
   * @param featurizer makes them
   * @param train its classes number the labels of both
   * @param test its classes must be among the train split's
   * @param threads threads that load images
   * @param folder receives the files
   * @param progress is told the images done so far
   */
  public static void write(
      Featurizer featurizer,
      Dataset train,
      Dataset test,
      int threads,
      Path folder,
      LongConsumer progress)
      throws IOException {
    write(featurizer, train, test, threads, folder, progress, PART_ELEMENTS);
  }

  static void write(
      Featurizer featurizer,
      Dataset train,
      Dataset test,
      int threads,
      Path folder,
      LongConsumer progress,
      long partElements)
      throws IOException {
    List<String> classes = train.classes();
    int[] same = ClassNumbers.translation(classes, train);
    int[] translated = ClassNumbers.translation(classes, test);
    Map<String, Split> splits = new LinkedHashMap<>();
    splits.put(
        "train", split("train", featurizer, train, same, threads, folder, progress, partElements));
    LongConsumer rest = done -> progress.accept(train.rows() + done);
    splits.put(
        "test", split("test", featurizer, test, translated, threads, folder, rest, partElements));
    Json.write(folder.resolve(INDEX), new Index(SCHEMA, classes, splits));
  }

  private static Split split(
      String name,
      Featurizer featurizer,
      Dataset dataset,
      int[] classNumbers,
      int threads,
      Path folder,
      LongConsumer progress,
      long partElements)
      throws IOException {
    List<String> files = new ArrayList<>();
    try (EvalLoader loader =
        new EvalLoader(dataset, featurizer.image(), featurizer.batch(), threads)) {
      FeaturePart part = new FeaturePart(featurizer.tokens());
      long done = 0;
      while (loader.hasNext()) {
        Batch batch = loader.next();
        part.add(batch, classNumbers, featurizer.features(batch));
        done += batch.size();
        progress.accept(done);
        boolean full = part.size() >= PART || part.elements() >= partElements;
        if (full || !loader.hasNext()) {
          String file = String.format(Locale.ROOT, "%s-%05d.safetensors", name, files.size());
          SafetensorsWriter.write(folder.resolve(file), part.tensors(), Map.of());
          files.add(file);
          part = new FeaturePart(featurizer.tokens());
        }
      }
    }
    return new Split(dataset.rows(), files);
  }

  /** Opens an artifact. */
  public static FeatureFiles open(Path folder) throws IOException {
    return new FeatureFiles(folder, Json.read(folder.resolve(INDEX), Index.class));
  }

  /** Class names; the labels of both splits are indices into them. */
  public List<String> classes() {
    return index.classes();
  }

  /**
   * Reads a split.
   *
   * @param split {@code train} or {@code test}
   * @param reads what of the encoder's output; pixels have one summary alone
   * @param manager receives the features
   */
  public FeatureSet read(String split, Reads reads, NDManager manager) throws IOException {
    Split files = index.splits().get(split);
    if (files == null) {
      throw new IllegalArgumentException(
          "no split '" + split + "', only " + index.splits().keySet());
    }
    int[] labels = new int[Math.toIntExact(files.images())];
    long[] rows = new long[labels.length];
    int next = 0;
    NDArray features = manager.create(shape(files, reads));
    for (String name : files.files()) {
      try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(name))) {
        int from = next;
        long[] partLabels = file.longs("labels");
        long[] partRows = file.longs("rows");
        for (int i = 0; i < partRows.length; i++) {
          labels[next] = Math.toIntExact(partLabels[i]);
          rows[next++] = partRows[i];
        }
        String summary = summary(file, reads);
        try (NDArray part = manager.create(file.floats(summary), shape(file, summary))) {
          features.set(new NDIndex("{}:{}", from, next), part); // (B, …) into (M, …)
        }
      }
    }
    return new FeatureSet(features, labels, rows);
  }

  // Of a whole split: (M, …).
  private Shape shape(Split split, Reads reads) throws IOException {
    try (SafetensorsFile first = SafetensorsFile.open(folder.resolve(split.files().get(0)))) {
      return new Shape(split.images()).addAll(shape(first, summary(first, reads)).slice(1));
    }
  }

  private static Shape shape(SafetensorsFile file, String tensor) {
    return new Shape(file.entry(tensor).shape());
  }

  private static String summary(SafetensorsFile file, Reads reads) {
    if (file.names().contains(PixelFeaturizer.PIXELS)) {
      return PixelFeaturizer.PIXELS;
    }
    if (reads instanceof Reads.Summary summary) {
      return switch (summary.pool()) {
        case MEAN -> EncoderFeaturizer.MEAN;
        case CLASS -> EncoderFeaturizer.CLASS;
      };
    }
    return TOKENS;
  }
}
