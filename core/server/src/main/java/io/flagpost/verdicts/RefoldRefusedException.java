package io.flagpost.verdicts;

/** States cannot be made again as it was asked for. */
public final class RefoldRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public enum Reason {
    /** No such check runs here. */
    UNKNOWN_CHECK,
    /** The check keeps no states. */
    NO_FOLD,
    /** The key, or the shard, is none of the check's. */
    WRONG_KEY,
    /** As many are under way as can be. */
    TOO_MANY
  }

  private final Reason reason;
  private final String field;
  private final String wrong;

  /**
   * @param field the field of the request that is wrong
   * @param wrong what is wrong with it, to be read after its name
   */
  RefoldRefusedException(Reason reason, String field, String wrong) {
    super(field + " " + wrong);
    this.reason = reason;
    this.field = field;
    this.wrong = wrong;
  }

  public Reason reason() {
    return reason;
  }

  /** The field of the request that is wrong. */
  public String field() {
    return field;
  }

  /** What is wrong with it, to be read after its name. */
  public String wrong() {
    return wrong;
  }
}
