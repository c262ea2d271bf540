package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.wire.ResponseCode;

/**
 * The HTTP status that the spool's format and the table of idempotency keys hold beside the code of
 * what a sender was told. This version does not read it back; versions before it answer with it.
 */
public final class StoredStatus {
  private StoredStatus() {}

  /** The status that goes with the code. */
  public static int of(Acknowledgement outcome) {
    return outcome.code() == ResponseCode.ACCESS_DENIED.number() ? 403 : 200;
  }
}
