package ai.lacuna.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * A sentence such as {@code "did you mean 'maskRatio'?"}, or the list of choices when nothing is
   * close.
   *
   * @param given the unknown name
   * @param known the names that exist
   */
  public static String didYouMean(String given, Collection<String> known) {
    return closest(given, known)
        .map(name -> "did you mean '" + name + "'?")
        .orElseGet(() -> "choose one of: " + String.join(", ", known.stream().sorted().toList()));
  }

  /** The closest known name, if it is near enough to be a misspelling. */
  public static Optional<String> closest(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= allowed(wanted, name))
        .min(
            Comparator.comparingInt(
                    (String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int allowed(String given, String name) {
    return Math.max(1, Math.min(given.length(), name.length()) / 3);
  }

  // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
