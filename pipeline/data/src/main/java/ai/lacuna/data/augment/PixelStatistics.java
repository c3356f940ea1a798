package ai.lacuna.data.augment;

/**
 * What is known about the pixels of a data set.
 *
 * @param mean of each channel (C), in units of pixel / 255
 * @param std standard deviation of each channel (C), in the same units
 */
@SuppressWarnings("ArrayRecordComponent") // read by one package, never compared
public record PixelStatistics(float[] mean, float[] std) {}
