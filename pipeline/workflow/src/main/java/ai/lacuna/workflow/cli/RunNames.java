package ai.lacuna.workflow.cli;

import ai.lacuna.api.config.LacunaException;

/** Names of runs, which are names of folders too. */
final class RunNames {

  private RunNames() {}

  static String checked(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "--name",
          name,
          "a name of letters, digits, '.', '_' and '-'",
          "choose a shorter or simpler one");
    }
    return name;
  }
}
