package io.flagpost.telemetry.record;

import org.jspecify.annotations.Nullable;

/**
 * A sender's promise that two requests are the same; scoped to its API key.
 *
 * @param keyHash SHA-256 of the key
 * @param contentHash what is compared of the content, with the version of the rule that made it
 * @param contentHashBefore the same by the rule before, under which a key that is still known may
 *     have been stored; null if a version made it that knew no other rule
 */
@SuppressWarnings("ArrayRecordComponent") // bound to a statement, never compared as a record
public record IdempotencyKey(
    byte[] keyHash, byte[] contentHash, byte @Nullable [] contentHashBefore) {}
