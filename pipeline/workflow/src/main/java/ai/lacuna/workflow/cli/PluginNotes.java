package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.Problem;
import ai.lacuna.workflow.catalog.Plugins;
import java.io.PrintWriter;

/** Says which plugins are left out, and why. */
final class PluginNotes {

  private PluginNotes() {}

  static void print(Plugins plugins, PrintWriter err) {
    for (Problem failure : plugins.failures()) {
      err.println("lacuna: a plugin is left out: " + failure);
    }
    err.flush();
  }
}
