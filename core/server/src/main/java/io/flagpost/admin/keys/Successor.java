package io.flagpost.admin.keys;

import io.flagpost.wire.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to sign for an owner from some moment on.
 *
 * @param productId the owner; null: the global key
 * @param algorithm how it is to sign
 * @param notBefore when it is to begin; null: see {@code activateIn}
 * @param activateIn how long after it was put in it is to begin; null: as the settings say
 * @param overlap for how long the key before it stays published after that; null: as the settings
 *     say
 * @param replacePending whether a key that waits already may be withdrawn for it
 */
record Successor(
    @Nullable Long productId,
    SigningAlgorithm algorithm,
    @Nullable Instant notBefore,
    @Nullable Duration activateIn,
    @Nullable Duration overlap,
    boolean replacePending) {}
