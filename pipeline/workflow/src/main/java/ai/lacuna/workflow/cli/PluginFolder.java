package ai.lacuna.workflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Refuses what is no folder: commands and objectives that it should bring would seem unknown. */
final class PluginFolder implements ITypeConverter<Path> {

  @Override
  public Path convert(String value) {
    Path folder = Path.of(value);
    if (!Files.isDirectory(folder)) {
      throw new TypeConversionException(
          "given '" + value + "', expected a folder that exists. Fix: check the path");
    }
    return folder;
  }
}
