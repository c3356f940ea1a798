package ai.lacuna.workflow.store;

/** The stage now belongs to a newer attempt: the one that gets this must stop writing and end. */
public final class LostLeaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostLeaseException(String message) {
    super(message);
  }
}
