package io.flagpost.telemetry.record;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A telemetry record: what was sent, by whom and when. Immutable; later verdicts live beside it.
 *
 * @param recordId a UUIDv7 of the gateway's own making, the same through every retry
 * @param receivedAt when the request came in, the same clock reading as in {@code recordId}
 * @param environment the environment of the API key
 * @param apiKeyId the API key that sent it
 * @param clientAddress the address it came from, textual
 * @param fields the contract's fields
 * @param knownProductId the product that {@code fields.productId()} names; null if it names none
 * @param eventId the client's own {@code event_id}, or null
 * @param occurredAt the client's own time, or null
 * @param nonce the nonce to echo, or null
 * @param buildChecksum {@code metadata.build_checksum}, lower-case hexadecimal SHA-256, or null
 * @param sequence {@code metadata.sequence}, or null
 * @param raw what the columns cannot give back, or null where they give back everything
 * @param correctFormat whether every format rule holds
 */
public record TelemetryRecord(
    UUID recordId,
    Instant receivedAt,
    String environment,
    long apiKeyId,
    String clientAddress,
    TelemetryFields fields,
    @Nullable Long knownProductId,
    @Nullable UUID eventId,
    @Nullable Instant occurredAt,
    @Nullable String nonce,
    @Nullable String buildChecksum,
    @Nullable Long sequence,
    @Nullable RawPart raw,
    boolean correctFormat) {}
