package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.Acknowledgement;

/**
 * The HTTP status that the spool's format and the table of idempotency keys hold beside the code of
 * what a sender was told. This version does not read it back; versions before it answer with it.
 */
public final class StoredStatus {
  private static final int ACCESS_DENIED_CODE = 150;

  private StoredStatus() {}

  /** The status that goes with the code. */
  public static int of(Acknowledgement outcome) {
    return outcome.code() == ACCESS_DENIED_CODE ? 403 : 200;
  }
}
