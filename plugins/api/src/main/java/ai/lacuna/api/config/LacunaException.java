package ai.lacuna.api.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can understand and act on. The command line prints its message without a
 * stack trace and ends with the exit code of its kind.
 */
public final class LacunaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is; decides the exit code and whether a retry makes sense. */
  public enum Kind {
    /** A gate of the recipe did not hold. */
    GATE(1),
    /** The command line or the recipe is wrong. */
    CONFIG(2),
    /** Images, data sets or artifacts are missing, broken or unfit. */
    DATA(3),
    /** Training produced a loss or gradient that is not finite. */
    DIVERGED(4),
    /** Disk, memory, network, a killed worker: worth a retry. */
    INFRASTRUCTURE(5);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The process exit code that stands for this kind. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;
  private final transient List<Problem> problems;

  /** A failure with all its problems. */
  public LacunaException(Kind kind, List<Problem> problems) {
    this(kind, problems, null);
  }

  /** A failure with one problem. */
  public LacunaException(Kind kind, String path, Object given, String expected, String fix) {
    this(kind, List.of(new Problem(path, String.valueOf(given), expected, fix)), null);
  }

  /** A failure with all its problems and what caused it. */
  public LacunaException(Kind kind, List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
