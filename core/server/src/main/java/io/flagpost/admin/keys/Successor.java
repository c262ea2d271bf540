package io.flagpost.admin.keys;

import io.flagpost.wire.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that will sign for an owner.
 *
 * @param productId the owner; null for the global key
 * @param algorithm the algorithm that it will sign with
 * @param notBefore when it begins to sign; null to use {@code activateIn}
 * @param activateIn how long after its addition it begins to sign; null for the configured time
 * @param overlap how long the key before it stays published after that; null for the configured
 *     time
 * @param replacePending whether it may replace a pending key
 */
record Successor(
    @Nullable Long productId,
    SigningAlgorithm algorithm,
    @Nullable Instant notBefore,
    @Nullable Duration activateIn,
    @Nullable Duration overlap,
    boolean replacePending) {}
