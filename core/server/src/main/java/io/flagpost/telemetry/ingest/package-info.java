/**
 * From bytes to a durable record: decodes every encoding, applies the semantics of fields and the
 * format rules, then has the record checked and stored.
 *
 * <p>{@link io.flagpost.telemetry.ingest.RequestDecoder} makes a {@link
 * io.flagpost.telemetry.ingest.DecodedRequest} of an {@link
 * io.flagpost.telemetry.ingest.InboundRequest}, {@link io.flagpost.telemetry.ingest.FormatRules}
 * judge it, {@link io.flagpost.telemetry.ingest.TelemetryService} takes it from there to the store.
 * Each encoding has a decoder that passes fields, as positions in the bytes, to a sink: one keeps
 * the fields that have a meaning; one, only for senders that use idempotency keys, hashes all of
 * them.
 *
 * <p>Called by {@code telemetry.http} on the event loop of the request. Nothing here throws for
 * what a client sent: malformed input is a value.
 */
@NullMarked
package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.NullMarked;
