package io.flagpost.admin.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The end of a key.
 *
 * @param keyId which one
 * @param at when it is to sign no more; null: now
 * @param overlap for how long it stays published after that; null: as the settings say
 * @param compromised whether somebody else has it, so that it must not be trusted from now on
 * @param revision the revision that the caller has seen, if it insists on that
 */
record Retirement(
    String keyId,
    @Nullable Instant at,
    @Nullable Duration overlap,
    boolean compromised,
    OptionalLong revision) {}
