package ai.lacuna.data.ingest;

import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Vocabulary;
import java.util.Arrays;
import java.util.List;

/** Adds up images one by one. */
final class StatisticsBuilder {

  private final long[] sums;
  private final long[] squares;
  private final long[] classCounts;
  private long rows;
  private long imageBytes;
  private long pixels;
  private int minHeight = Integer.MAX_VALUE;
  private int maxHeight;
  private int minWidth = Integer.MAX_VALUE;
  private int maxWidth;
  private final long[] objects;
  private long crowds;
  private long difficult;
  private long masks;
  private long overEdge;
  private final long[] semanticPixels;
  private long ignoredPixels;
  private final long[] orientations = new long[Orientation.values().length];

  StatisticsBuilder(int channels, Vocabulary names) {
    sums = new long[channels];
    squares = new long[channels];
    classCounts = new long[names.classes().size()];
    objects = new long[names.categories().size()];
    semanticPixels = new long[names.semanticClasses().size()];
  }

  void add(Image image, int label, int bytes) {
    rows++;
    imageBytes += bytes;
    pixels += (long) image.height() * image.width();
    if (label >= 0) {
      classCounts[label]++;
    }
    minHeight = Math.min(minHeight, image.height());
    maxHeight = Math.max(maxHeight, image.height());
    minWidth = Math.min(minWidth, image.width());
    maxWidth = Math.max(maxWidth, image.width());
    byte[] samples = image.pixels();
    int channels = sums.length;
    for (int i = 0; i < samples.length; ) {
      for (int c = 0; c < channels; c++, i++) {
        int value = samples[i] & 0xFF;
        sums[c] += value;
        squares[c] += value * value;
      }
    }
  }

  /** Counts how a camera was held. */
  void add(Orientation orientation) {
    orientations[orientation.ordinal()]++;
  }

  /** Counts an object of an image of {@code height} x {@code width} pixels. */
  void add(Instance object, int height, int width) {
    objects[object.category()]++;
    crowds += object.kind() == Instance.Kind.CROWD ? 1 : 0;
    difficult += object.kind() == Instance.Kind.DIFFICULT ? 1 : 0;
    masks += object.mask() == null ? 0 : 1;
    boolean over =
        object.x() < -1
            || object.y() < -1
            || object.x() + object.width() > width + 1
            || object.y() + object.height() > height + 1;
    overEdge += over ? 1 : 0;
  }

  /** Counts pixels: of each index, how many. */
  void add(long[] pixelsOfIndex) {
    for (int k = 0; k < semanticPixels.length; k++) {
      semanticPixels[k] += pixelsOfIndex[k];
    }
    ignoredPixels += pixelsOfIndex[IndexMask.IGNORE];
  }

  Statistics build() {
    return new Statistics(
        rows,
        imageBytes,
        pixels,
        list(sums),
        list(squares),
        list(classCounts),
        rows == 0 ? 0 : minHeight,
        maxHeight,
        rows == 0 ? 0 : minWidth,
        maxWidth,
        list(objects),
        crowds,
        difficult,
        masks,
        overEdge,
        list(semanticPixels),
        ignoredPixels,
        list(orientations));
  }

  private static List<Long> list(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
