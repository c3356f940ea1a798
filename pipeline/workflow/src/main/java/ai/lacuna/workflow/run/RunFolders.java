package ai.lacuna.workflow.run;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.KeptRun;
import ai.lacuna.workflow.Reporter;
import ai.lacuna.workflow.Verdict;
import ai.lacuna.workflow.recipe.RecipeReader;
import ai.lacuna.workflow.store.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The folders that runs end in, {@code runs/NAME/}. Each is written beside its place and renamed,
 * so that a report is either whole or not there.
 */
public final class RunFolders {

  /** What a run did, as JSON; from it the report can be made again. */
  public static final String RUN = "run.json";

  /** The recipe with every default. */
  public static final String RECIPE = "recipe.yaml";

  /** The page that a person opens. */
  public static final String REPORT = "report.html";

  private final Path root;

  /** The folders of runs in here. */
  public RunFolders(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Where a run's folder is or will be. */
  public Path folder(String name) {
    return root.resolve(name);
  }

  /**
   * Makes sure that a run of this name may be written.
   *
   * @throws LacunaException of kind CONFIG if something else is in its place
   */
  public void requireWritable(String name) {
    Path folder = folder(name);
    if (Files.exists(folder) && !Files.exists(folder.resolve(RUN))) {
      throw new LacunaException(
          Kind.CONFIG,
          folder.toString(),
          "something that is no run",
          "a folder of an earlier run, or nothing",
          "choose another --name or --runs");
    }
  }

  /** The folders that a finished run lies among, so that it can be written again where it is. */
  public RunFolders around(String nameOrFolder) {
    Path given = Path.of(nameOrFolder);
    boolean named = !given.isAbsolute() && Files.exists(folder(nameOrFolder).resolve(RUN));
    Path parent = given.toAbsolutePath().normalize().getParent();
    return named || parent == null ? this : new RunFolders(parent);
  }

  /**
   * Writes a run's folder, replacing an earlier one of the same name.
   *
   * @param run what was done
   * @param reporter writes the report; without one only the run and its recipe are written
   */
  public Verdict write(FinishedRun run, Optional<Reporter> reporter) throws IOException {
    requireWritable(run.name());
    Path temporary = beside(run.name(), "new");
    try {
      Files.createDirectories(temporary);
      Json.write(temporary.resolve(RUN), run);
      AtomicFiles.writeString(temporary.resolve(RECIPE), RecipeReader.write(run.recipe()));
      Verdict verdict =
          reporter.isPresent()
              ? reporter.get().report(run, temporary)
              : new Verdict.Passed("no report: no plugin that writes one is installed");
      replace(temporary, folder(run.name()), run.name());
      return verdict;
    } finally {
      Folders.delete(temporary);
    }
  }

  /** Writes one report about several runs into a folder of its own. */
  public Reporter.Comparison combine(List<KeptRun> runs, Path folder, Reporter reporter)
      throws IOException {
    if (Files.exists(folder)) {
      throw new LacunaException(
          Kind.CONFIG,
          folder.toString(),
          "something that exists",
          "a new folder",
          "choose another --out");
    }
    Path temporary = folder.resolveSibling("." + folder.getFileName() + ".new");
    Folders.delete(temporary);
    try {
      Files.createDirectories(temporary);
      Reporter.Comparison comparison = reporter.combine(runs, temporary);
      Path page = temporary.relativize(comparison.page());
      AtomicFiles.rename(temporary, folder);
      return comparison.at(folder.resolve(page));
    } finally {
      Folders.delete(temporary);
    }
  }

  /**
   * Reads a finished run.
   *
   * @param nameOrFolder its name among these folders, or a path
   * @throws LacunaException of kind DATA if there is none or it is not readable
   */
  public FinishedRun read(String nameOrFolder) {
    return kept(nameOrFolder).run();
  }

  /** Reads a finished run as {@link #read} does, and says where it is. */
  public KeptRun kept(String nameOrFolder) {
    Path named = folder(nameOrFolder).resolve(RUN);
    Path file = Files.exists(named) ? named : Path.of(nameOrFolder).resolve(RUN);
    if (!Files.exists(file)) {
      throw new LacunaException(
          Kind.DATA,
          nameOrFolder,
          "no " + RUN + " in " + named.getParent() + " or " + file.toAbsolutePath().getParent(),
          "the name or folder of a finished run",
          "make it with 'lacuna run', or point --runs at the right folder");
    }
    try {
      Path folder = file.toAbsolutePath().normalize().getParent();
      return new KeptRun(Json.read(file, FinishedRun.class), Objects.requireNonNull(folder));
    } catch (IOException e) {
      throw new LacunaException(
          Kind.DATA,
          file.toString(),
          "a file that is not readable: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "a run written by this version",
          "run its recipe again; what is in the store is reused");
    }
  }

  private Path beside(String name, String suffix) {
    return root.resolve("." + name + "." + ProcessHandle.current().pid() + "." + suffix);
  }

  private void replace(Path temporary, Path place, String name) throws IOException {
    Path old = beside(name, "old");
    if (Files.exists(place)) {
      AtomicFiles.rename(place, old);
    }
    AtomicFiles.rename(temporary, place);
    Folders.delete(old);
  }
}
