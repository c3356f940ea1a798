package ai.lacuna.api.plan;

/**
 * Which parameters are meant, by name.
 *
 * @param text a name in which {@code *} stands for any characters, none included: {@code
 *     head.last*}, {@code *.bias}
 */
public record NamePattern(String text) {

  /** Whether the whole name fits. */
  public boolean matches(String name) {
    return matches(name, 0, 0);
  }

  private boolean matches(String name, int n, int t) {
    if (t == text.length()) {
      return n == name.length();
    }
    if (text.charAt(t) == '*') {
      return matches(name, n, t + 1) || (n < name.length() && matches(name, n + 1, t));
    }
    return n < name.length() && name.charAt(n) == text.charAt(t) && matches(name, n + 1, t + 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
