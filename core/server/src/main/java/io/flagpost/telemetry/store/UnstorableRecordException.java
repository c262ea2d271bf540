package io.flagpost.telemetry.store;

/** PostgreSQL does not take this record, not even as a last resort, however often it is asked. */
public final class UnstorableRecordException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  UnstorableRecordException(Throwable cause) {
    super("PostgreSQL does not take the record", cause);
  }
}
