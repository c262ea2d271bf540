package io.flagpost.admin.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The end of a key.
 *
 * @param keyId its id
 * @param at when it stops signing; null means now
 * @param overlap how long it stays published after that; null for the configured time
 * @param compromised whether somebody else has the key, so that it must not be trusted any more
 * @param revision the revision that the caller requires, if any
 */
record Retirement(
    String keyId,
    @Nullable Instant at,
    @Nullable Duration overlap,
    boolean compromised,
    OptionalLong revision) {}
