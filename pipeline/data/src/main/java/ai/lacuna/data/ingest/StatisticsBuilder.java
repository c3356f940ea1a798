package ai.lacuna.data.ingest;

import ai.lacuna.data.image.Image;
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

  StatisticsBuilder(int channels, int classes) {
    sums = new long[channels];
    squares = new long[channels];
    classCounts = new long[classes];
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

  Statistics build() {
    if (rows == 0) {
      return Statistics.none(sums.length, classCounts.length);
    }
    return new Statistics(
        rows,
        imageBytes,
        pixels,
        list(sums),
        list(squares),
        list(classCounts),
        minHeight,
        maxHeight,
        minWidth,
        maxWidth);
  }

  private static List<Long> list(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
