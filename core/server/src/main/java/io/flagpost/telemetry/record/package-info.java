/**
 * A telemetry record: the value that {@code ingest} makes, {@code checks} judges and {@code store}
 * keeps.
 *
 * <p>Immutable, shared between threads without a copy.
 */
@NullMarked
package io.flagpost.telemetry.record;

import org.jspecify.annotations.NullMarked;
