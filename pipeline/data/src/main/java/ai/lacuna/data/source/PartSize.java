package ai.lacuna.data.source;

/**
 * How large a part should be: it ends where either bound is reached.
 *
 * @param rows images
 * @param bytes size of the image files, where the source knows it
 */
public record PartSize(long rows, long bytes) {

  public PartSize {
    if (rows < 1 || bytes < 1) {
      throw new IllegalArgumentException("a part must hold something: " + rows + ", " + bytes);
    }
  }
}
