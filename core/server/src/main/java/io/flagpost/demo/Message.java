package io.flagpost.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as a sender made it.
 *
 * @param receivedAt when the gateway gets it, whole milliseconds
 * @param apiKey the API key that it is sent with
 * @param address where it comes from
 * @param body the JSON object that is sent
 * @param story what it belongs to; null for ordinary use
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Message(
    Instant receivedAt, String apiKey, String address, byte[] body, @Nullable Story story) {}
