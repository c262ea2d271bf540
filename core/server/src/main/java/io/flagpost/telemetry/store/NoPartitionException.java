package io.flagpost.telemetry.store;

/** There is no partition for the record's day yet; it has been asked for. */
public final class NoPartitionException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  NoPartitionException(Throwable cause) {
    super("There is no partition for the record's day, and this node cannot make it", cause);
  }
}
