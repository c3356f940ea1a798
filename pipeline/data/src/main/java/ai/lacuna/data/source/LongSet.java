package ai.lacuna.data.source;

/** A set of numbers that takes eight to sixteen bytes for each. */
public final class LongSet {

  private long[] table = new long[1024]; // 0 = free
  private int size;
  private boolean zero;

  /** Adds a number; false if it was there. */
  public boolean add(long value) {
    if (value == 0) {
      boolean added = !zero;
      zero = true;
      return added;
    }
    if (2 * size >= table.length) {
      long[] old = table;
      table = new long[2 * old.length];
      for (long v : old) {
        if (v != 0) {
          table[slot(v)] = v;
        }
      }
    }
    int slot = slot(value);
    if (table[slot] == value) {
      return false;
    }
    table[slot] = value;
    size++;
    return true;
  }

  private int slot(long value) {
    int mask = table.length - 1;
    int slot = (int) ((value * 0x9e3779b97f4a7c15L) >>> 32) & mask;
    while (table[slot] != 0 && table[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
