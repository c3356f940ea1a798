package ai.lacuna.api.stability;

/**
 * The version of the contract between objectives and the host. A jar says which one it was built
 * against by the line {@value #ATTRIBUTE} of its manifest; the host refuses another one by name,
 * before any of its classes runs.
 */
public final class Contract {

  /** Raised whenever a released {@link Stability.Level#STABLE} type changes incompatibly. */
  public static final int VERSION = 1;

  /** The manifest attribute of a plugin's jar that holds the version. */
  public static final String ATTRIBUTE = "Lacuna-Contract";

  private Contract() {}
}
