package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that wants to be durable.
 *
 * @param record the record
 * @param verdict what the checks said of it at receipt
 * @param outcome what its sender will be told, kept for repeats
 * @param idempotency the sender's idempotency key, or null if it sent none
 */
public record StoreRequest(
    TelemetryRecord record,
    ReceiptVerdict verdict,
    Acknowledgement outcome,
    @Nullable IdempotencyKey idempotency) {}
