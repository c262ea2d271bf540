package io.flagpost.telemetry.store;

/** PostgreSQL rejects this record, even with all its fields in the raw part. */
public final class UnstorableRecordException extends StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  UnstorableRecordException(Throwable cause) {
    super("PostgreSQL does not take the record", cause);
  }
}
