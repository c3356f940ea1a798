package ai.lacuna.data;

/**
 * What a data set may keep in memory. Less of it costs time and changes no batch.
 *
 * @param fileBytes of image files as they are stored; one row group is kept even if it is larger
 * @param decodedBytes of decoded images, which are kept only where the whole set fits; 0 = decode
 *     an image each time it is asked for
 */
public record Memory(long fileBytes, long decodedBytes) {

  public Memory {
    if (fileBytes < 0 || decodedBytes < 0) {
      throw new IllegalArgumentException("given " + fileBytes + " and " + decodedBytes + " bytes");
    }
  }

  /**
   * Two windows of a {@link TrainLoader} and what its blocks overlap, at most a third of the heap;
   * 1 GiB of decoded images, at most a quarter of the heap.
   */
  public static Memory defaults() {
    long heap = Runtime.getRuntime().maxMemory();
    return new Memory(Math.min(640L << 20, heap / 3), Math.min(1L << 30, heap / 4));
  }

  /** Of annotations: a tenth of what image files get. */
  long annotationBytes() {
    return fileBytes / 10;
  }

  /** The same without decoded images. */
  public Memory withoutDecoded() {
    return new Memory(fileBytes, 0);
  }
}
