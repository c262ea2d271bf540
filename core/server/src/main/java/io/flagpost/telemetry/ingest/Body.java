package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A request's body once it is known how to read it.
 *
 * @param bytes the bytes after content decoding, or as received where that failed
 * @param contentType the {@code Content-Type} header, or null
 * @param remainingEncoding the content encoding that could not be undone, or null
 * @param format how to read the fields, or null if nobody can
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Body(
    byte[] bytes,
    @Nullable String contentType,
    @Nullable String remainingEncoding,
    @Nullable BodyFormat format) {}
