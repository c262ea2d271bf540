package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A request to send telemetry as it came in, before anybody has looked into it.
 *
 * @param contentType the {@code Content-Type} header, or null
 * @param contentEncoding the {@code Content-Encoding} header, or null
 * @param query the raw query string without the question mark; empty if there is none
 * @param body the bytes of the body as received, within the size limit; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // one owner after another, never compared, never changed
public record InboundRequest(
    @Nullable String contentType, @Nullable String contentEncoding, String query, byte[] body) {}
