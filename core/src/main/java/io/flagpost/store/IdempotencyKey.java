package io.flagpost.store;

/**
 * A sender's promise that two requests are the same; scoped to its API key.
 *
 * @param keyHash SHA-256 of the key
 * @param contentHash SHA-256 of all fields but {@code api_key} and {@code nonce}
 */
@SuppressWarnings("ArrayRecordComponent") // bound to a statement, never compared as a record
public record IdempotencyKey(byte[] keyHash, byte[] contentHash) {}
