package ai.lacuna.data.image;

/** Bytes that are no image this decoder reads. */
public final class UndecodableImage extends Exception {

  private static final long serialVersionUID = 1L;

  /** Kinds of refusal, as they are counted. */
  public enum Reason {
    /** There are no bytes. */
    EMPTY,
    /** The bytes do not start like a known image format. */
    UNKNOWN_FORMAT,
    /** The header claims more pixels than the limit allows; no pixel was allocated. */
    TOO_LARGE,
    /** A valid variant of a known format that is not read. */
    UNSUPPORTED,
    /** Damaged or cut short. */
    BROKEN
  }

  private final Reason reason;

  UndecodableImage(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  UndecodableImage(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
