package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A request to send telemetry as received, before decoding.
 *
 * @param contentType the {@code Content-Type} header, or null
 * @param contentEncoding the {@code Content-Encoding} header, or null
 * @param query the raw query string without the question mark; empty if there is none
 * @param body the bytes of the body as received, within the size limit; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // one owner after another, never compared, never changed
public record InboundRequest(
    @Nullable String contentType, @Nullable String contentEncoding, String query, byte[] body) {}
