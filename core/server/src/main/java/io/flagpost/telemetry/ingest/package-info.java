/**
 * From bytes to a durable telemetry record: decoding of every encoding, field semantics and format
 * rules, then checks and store.
 *
 * <p>{@link io.flagpost.telemetry.ingest.RequestDecoder} makes a {@link
 * io.flagpost.telemetry.ingest.DecodedRequest} of an {@link
 * io.flagpost.telemetry.ingest.InboundRequest}, {@link io.flagpost.telemetry.ingest.FormatRules}
 * judge it, {@link io.flagpost.telemetry.ingest.TelemetryService} sees the record through to the
 * store. Inside, a decoder for each encoding hands fields where they stand to a sink: one that
 * keeps what has a meaning, or, only for a sender that wants repeats recognised, one that hashes
 * everything.
 *
 * <p>Called by {@code http} on the event loop of the request. Nothing here throws for what a client
 * sent: malformed input is a value.
 */
@NullMarked
package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.NullMarked;
