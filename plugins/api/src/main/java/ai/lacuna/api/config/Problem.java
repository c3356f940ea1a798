package ai.lacuna.api.config;

/**
 * One thing that is wrong, in the three facts that a reader needs.
 *
 * @param path what it is about: a setting's path such as {@code pretrain.config.maskRatio}, or a
 *     file
 * @param given what was found there
 * @param expected what would have been right
 * @param fix what to do about it; may be empty where {@code expected} says it all
 */
public record Problem(String path, String given, String expected, String fix) {

  @Override
  public String toString() {
    String text = path + ": given " + given + ", expected " + expected + ".";
    return fix.isEmpty() ? text : text + " Fix: " + fix;
  }
}
