package io.flagpost.telemetry.store;

/** More records wait for PostgreSQL than there is room for. */
public final class QueueFullException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  QueueFullException() {
    super("The store's queue takes no more");
  }
}
