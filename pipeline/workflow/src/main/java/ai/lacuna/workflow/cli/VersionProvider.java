package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.run.Host;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"lacuna " + Host.version()};
  }
}
