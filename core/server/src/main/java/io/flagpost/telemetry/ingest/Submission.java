package io.flagpost.telemetry.ingest;

import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.telemetry.store.StoreRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that is ready to be checked and stored.
 *
 * @param telemetry the record
 * @param key the API key that sent it
 * @param blocked whether its sender is on the block list
 * @param formatErrors the messages by field, also where its sender is not told
 * @param outcome the acknowledgement of its sender, unless it repeats an earlier record
 * @param nonce the nonce that the answer echoes verbatim; null if there is none
 * @param idempotency the sender's idempotency key, or null if it sent none
 */
public record Submission(
    TelemetryRecord telemetry,
    ApiKey key,
    boolean blocked,
    Map<String, List<String>> formatErrors,
    Acknowledgement outcome,
    @Nullable String nonce,
    @Nullable IdempotencyKey idempotency) {

  /** The existing product that the record names, whose key signs if it has one; null if none. */
  public @Nullable Long productId() {
    return telemetry.knownProductId();
  }

  /**
   * Whether the answer may be one that no other request gets: with a nonce, with errors, or with
   * whatever an earlier request under the same idempotency key was told.
   */
  public boolean mayNeedOwnSignature() {
    return nonce != null || !outcome.errors().isEmpty() || idempotency != null;
  }

  StoreRequest toStore(ReceiptVerdict verdict) {
    return new StoreRequest(telemetry, verdict, outcome, idempotency);
  }
}
