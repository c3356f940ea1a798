package ai.lacuna.data.source;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * An order of images that looks random and depends on nothing but their names. Neighbouring rows
 * then belong to different classes, which is what lets a loader shuffle blocks of rows instead of
 * single ones, and the first rows of a set are a fair sample of it.
 */
public final class MixedOrder {

  private MixedOrder() {}

  /**
   * The items in mixed order.
   *
   * @param name a unique name of each item
   */
  public static <T> List<T> of(List<T> items, Function<T, String> name) {
    record Keyed<T>(long key, String name, T item) {}
    return items.stream()
        .map(item -> new Keyed<>(hash(name.apply(item)), name.apply(item), item))
        .sorted(Comparator.<Keyed<T>>comparingLong(Keyed::key).thenComparing(Keyed::name))
        .map(Keyed::item)
        .toList();
  }

  /**
   * A number that depends on nothing but the text: FNV-1a over its UTF-16 units, then MurmurHash3's
   * finaliser, because the high bits of FNV mix poorly.
   */
  public static long hash(String text) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
