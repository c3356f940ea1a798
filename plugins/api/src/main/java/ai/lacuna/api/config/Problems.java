package ai.lacuna.api.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that all of them can be reported at once. Not thread-safe. */
public final class Problems {

  private final List<Problem> found;
  private final String prefix;

  /** An empty collection. */
  public Problems() {
    this(new ArrayList<>(), "");
  }

  private Problems(List<Problem> found, String prefix) {
    this.found = found;
    this.prefix = prefix;
  }

  /** A view on this collection that puts {@code path} and a dot before the paths it is given. */
  public Problems under(String path) {
    return new Problems(found, prefix + path + ".");
  }

  /** Adds a problem; the arguments are those of {@link Problem}. */
  public void add(String path, Object given, String expected, String fix) {
    found.add(new Problem(prefix + path, String.valueOf(given), expected, fix));
  }

  /** Adds a problem whose expectation already says how to mend it. */
  public void add(String path, Object given, String expected) {
    add(path, given, expected, "");
  }

  /** Adds a problem unless {@code holds}. */
  public void require(boolean holds, String path, Object given, String expected) {
    if (!holds) {
      add(path, given, expected);
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** What was found so far, in the order of discovery. */
  public List<Problem> list() {
    return List.copyOf(found);
  }

  /**
   * Ends the check.
   *
   * @throws LacunaException of kind {@link LacunaException.Kind#CONFIG} with all problems, if any
   */
  public void throwIfAny() {
    throwIfAny(LacunaException.Kind.CONFIG);
  }

  /** As {@link #throwIfAny()}, with another kind. */
  public void throwIfAny(LacunaException.Kind kind) {
    if (!found.isEmpty()) {
      throw new LacunaException(kind, list());
    }
  }
}
