package io.flagpost.telemetry.record;

import org.jspecify.annotations.Nullable;

/**
 * What the columns cannot give back exactly: the request's bytes with the presented API key cut
 * out.
 *
 * @param body the body after content decoding, or as received where that failed
 * @param query the raw query string's bytes; empty if there was none
 * @param contentType the {@code Content-Type} header under which to read {@code body}, or null
 * @param contentEncoding the encoding that {@code body} is still in because it could not be undone;
 *     null if none is left
 */
@SuppressWarnings("ArrayRecordComponent") // one owner after another, never compared, never changed
public record RawPart(
    byte[] body, byte[] query, @Nullable String contentType, @Nullable String contentEncoding) {}
