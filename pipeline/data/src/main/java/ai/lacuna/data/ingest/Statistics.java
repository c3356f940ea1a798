package ai.lacuna.data.ingest;

import ai.lacuna.data.shard.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over images, in whole numbers, so that they are the same in whatever order they are added.
 *
 * @param rows images
 * @param imageBytes total size of the image files
 * @param pixels sum of H x W
 * @param sums sum of the samples 0..255 of each channel
 * @param squares sum of their squares
 * @param classCounts images of each class
 * @param minHeight smallest height, 0 without images
 * @param maxHeight largest height
 * @param minWidth smallest width, 0 without images
 * @param maxWidth largest width
 * @param objects objects of each category
 * @param crowds objects that are crowds
 * @param difficult objects that are difficult
 * @param masks objects with a mask
 * @param overEdge objects whose box reaches over the edge of the image by more than a pixel
 * @param semanticPixels labelled pixels of each semantic class
 * @param ignoredPixels pixels of semantic masks that are not labelled
 * @param orientations images of each EXIF orientation
 */
public record Statistics(
    long rows,
    long imageBytes,
    long pixels,
    List<Long> sums,
    List<Long> squares,
    List<Long> classCounts,
    int minHeight,
    int maxHeight,
    int minWidth,
    int maxWidth,
    List<Long> objects,
    long crowds,
    long difficult,
    long masks,
    long overEdge,
    List<Long> semanticPixels,
    long ignoredPixels,
    List<Long> orientations) {

  /** Those of no image. */
  static Statistics none(int channels, Vocabulary names) {
    return new StatisticsBuilder(channels, names).build();
  }

  /** Those of these images and others together. */
  Statistics plus(Statistics other) {
    if (rows == 0) {
      return other;
    }
    if (other.rows == 0) {
      return this;
    }
    return new Statistics(
        rows + other.rows,
        imageBytes + other.imageBytes,
        pixels + other.pixels,
        add(sums, other.sums),
        add(squares, other.squares),
        add(classCounts, other.classCounts),
        Math.min(minHeight, other.minHeight),
        Math.max(maxHeight, other.maxHeight),
        Math.min(minWidth, other.minWidth),
        Math.max(maxWidth, other.maxWidth),
        add(objects, other.objects),
        crowds + other.crowds,
        difficult + other.difficult,
        masks + other.masks,
        overEdge + other.overEdge,
        add(semanticPixels, other.semanticPixels),
        ignoredPixels + other.ignoredPixels,
        add(orientations, other.orientations));
  }

  /** Mean of each channel in units of pixel / 255. */
  List<Double> mean() {
    return sums.stream().map(sum -> sum / (255.0 * pixels)).toList();
  }

  /** Standard deviation (of the population) of each channel in units of pixel / 255. */
  List<Double> std() {
    List<Double> std = new ArrayList<>();
    for (int c = 0; c < sums.size(); c++) {
      double mean = (double) sums.get(c) / pixels;
      double variance = (double) squares.get(c) / pixels - mean * mean;
      std.add(Math.sqrt(Math.max(0, variance)) / 255);
    }
    return std;
  }

  private static List<Long> add(List<Long> a, List<Long> b) {
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i) + b.get(i));
    }
    return sum;
  }
}
