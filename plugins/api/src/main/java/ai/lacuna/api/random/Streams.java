package ai.lacuna.api.random;

import java.util.SplittableRandom;

/**
 * Named, counter-based random streams: every stream is a pure function of (seed, name, epoch,
 * position), whatever was drawn before, on whatever thread. That is what makes a resumed run draw
 * the same numbers as an undisturbed one.
 *
 * @param seed the run's seed
 */
public record Streams(long seed) {

  /** The stream called {@code name}, for uses that happen once in a run, such as initialisation. */
  public SplittableRandom of(String name) {
    return at(name, 0, 0);
  }

  /**
   * The stream for one position of one epoch.
   *
   * @param name the use: {@code mask}, {@code augment}, {@code shuffle}, …
   * @param epoch epoch number, from 0
   * @param position position within the epoch's sequence of samples, from 0
   * @return a fresh generator; equal arguments give equal sequences
   */
  public SplittableRandom at(String name, long epoch, long position) {
    long key = mix(seed ^ 0x6c6163756e61L);
    for (int i = 0; i < name.length(); i++) {
      key = mix(key + name.charAt(i));
    }
    return new SplittableRandom(mix(mix(key + epoch) + position));
  }

  // The finaliser of MurmurHash3 after a golden-ratio step: neighbours become unrelated.
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
