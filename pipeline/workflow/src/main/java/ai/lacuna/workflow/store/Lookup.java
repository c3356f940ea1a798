package ai.lacuna.workflow.store;

import java.util.List;

/** What the store says when it is asked for an artifact. */
public sealed interface Lookup {

  /** It is there, complete, and every digest was verified. */
  record Found(Artifact artifact) implements Lookup {}

  /** There is no such artifact. */
  record Absent() implements Lookup {}

  /**
   * Something is there that is not what its manifest says.
   *
   * @param reasons what differs, one line each
   */
  record Broken(List<String> reasons) implements Lookup {
    public Broken {
      reasons = List.copyOf(reasons);
    }
  }
}
