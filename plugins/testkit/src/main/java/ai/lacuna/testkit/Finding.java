package ai.lacuna.testkit;

/** What a check found wrong; {@link Rule#check} puts its name to it. */
final class Finding extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String seen;
  private final String expected;
  private final String likely;

  /**
   * @param seen what was observed, with numbers
   * @param expected what would have been right
   * @param likely what usually causes it
   */
  Finding(String seen, String expected, String likely) {
    super(seen);
    this.seen = seen;
    this.expected = expected;
    this.likely = likely;
  }

  String seen() {
    return seen;
  }

  String expected() {
    return expected;
  }

  String likely() {
    return likely;
  }
}
