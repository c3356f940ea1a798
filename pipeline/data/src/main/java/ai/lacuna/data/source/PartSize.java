package ai.lacuna.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

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

  /**
   * Cuts images into parts, in their order.
   *
   * @param size bytes of an image file
   * @param part what describes some images
   */
  public <T, P extends Record> List<Listing.Part<P>> cut(
      List<T> images, ToLongFunction<T> size, Function<List<T>, Listing.Part<P>> part) {
    List<Listing.Part<P>> parts = new ArrayList<>();
    int from = 0;
    long sum = 0;
    for (int i = 0; i < images.size(); i++) {
      sum += size.applyAsLong(images.get(i));
      if (i + 1 - from >= rows || sum >= bytes || i + 1 == images.size()) {
        parts.add(part.apply(images.subList(from, i + 1)));
        from = i + 1;
        sum = 0;
      }
    }
    return parts;
  }
}
