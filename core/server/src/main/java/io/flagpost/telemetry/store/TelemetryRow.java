package io.flagpost.telemetry.store;

import io.flagpost.platform.database.StorableText;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.record.TelemetryRecord;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request in the form in which a group carries it. Made once, bound as often as it takes.
 *
 * @param record the record, its text storable
 * @param verdict what the checks said
 * @param flagDetails the raised flags as JSON, or null if there are none
 * @param outcome what the sender will be told
 * @param errors the outcome's errors as JSON, which an idempotency key keeps; null without one
 * @param idempotency the sender's idempotency key, or null
 * @param salvaged whether this is the last resort: all that the sender chose is in the raw part
 * @param bytes about how much room it takes
 */
record TelemetryRow(
    TelemetryRecord record,
    ReceiptVerdict verdict,
    @Nullable String flagDetails,
    Acknowledgement outcome,
    @Nullable String errors,
    @Nullable IdempotencyKey idempotency,
    boolean salvaged,
    long bytes) {
  private static final int FIXED_BYTES = 400;

  // What timestamptz holds and ISO-8601 writes without a sign.
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  static TelemetryRow of(StoreRequest request) {
    TelemetryRecord record = storable(request.record());
    String details = FlagJson.write(request.verdict().flags());
    IdempotencyKey key = request.idempotency();
    String errors = key == null ? null : FlagJson.write(request.outcome().errors());
    return new TelemetryRow(
        record,
        request.verdict(),
        details,
        request.outcome(),
        errors,
        key,
        false,
        bytesOf(record) + length(errors) + length(details));
  }

  UUID recordId() {
    return record.recordId();
  }

  boolean isFlagged() {
    return !record.correctFormat() || !verdict.flags().isEmpty();
  }

  List<String> flagCodes() {
    List<RaisedFlag> flags = verdict.flags();
    return flags.isEmpty() ? List.of() : flags.stream().map(RaisedFlag::code).toList();
  }

  /** This row with nothing left in it that PostgreSQL could object to. */
  TelemetryRow salvage() {
    return new TelemetryRow(
        RawFallback.emptied(record), verdict, null, outcome, errors, idempotency, true, bytes);
  }

  private static boolean isStorable(@Nullable Instant moment) {
    return moment == null || !(moment.isBefore(EARLIEST) || moment.isAfter(LATEST));
  }

  private static TelemetryRecord storable(TelemetryRecord r) {
    boolean timeFits = isStorable(r.occurredAt());
    RawPart raw = timeFits ? r.raw() : RawFallback.rawOf(r);
    return new TelemetryRecord(
        r.recordId(),
        r.receivedAt(),
        StorableText.of(r.environment()),
        r.apiKeyId(),
        StorableText.of(r.clientAddress()),
        TelemetryField.collect(field -> StorableText.ofNullable(field.of(r.fields()))),
        r.knownProductId(),
        r.eventId(),
        timeFits ? r.occurredAt() : null,
        StorableText.ofNullable(r.nonce()),
        StorableText.ofNullable(r.buildChecksum()),
        r.sequence(),
        raw == null
            ? null
            : new RawPart(
                raw.body(),
                raw.query(),
                StorableText.ofNullable(raw.contentType()),
                StorableText.ofNullable(raw.contentEncoding())),
        r.correctFormat());
  }

  private static long bytesOf(TelemetryRecord r) {
    RawPart raw = r.raw();
    long bytes = FIXED_BYTES + (raw == null ? 0 : (long) raw.body().length + raw.query().length);
    for (TelemetryField field : TelemetryField.ALL) {
      bytes += length(field.of(r.fields()));
    }
    return bytes;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
