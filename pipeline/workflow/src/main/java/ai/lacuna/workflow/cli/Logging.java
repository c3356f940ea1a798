package ai.lacuna.workflow.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the libraries' logs out of the progress; must run before any of them is loaded. */
final class Logging {

  private static final String PREFIX = "org.slf4j.simpleLogger.";
  // Kept so that the setting is not lost to garbage collection.
  private static final Logger JAVA_LOGGING = Logger.getLogger("");

  private Logging() {}

  static void quieten(boolean debug) {
    set(PREFIX + "defaultLogLevel", debug ? "info" : "error");
    set(PREFIX + "showDateTime", "true");
    set(PREFIX + "dateTimeFormat", "HH:mm:ss");
    JAVA_LOGGING.setLevel(debug ? Level.INFO : Level.SEVERE);
  }

  private static void set(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
