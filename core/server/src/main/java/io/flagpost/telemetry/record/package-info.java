/**
 * A telemetry record as a value: {@code telemetry.ingest} makes it, {@code telemetry.checks} judges
 * it, {@code telemetry.store} stores it. Also its id, its verdict at receipt and the
 * acknowledgement that its sender gets.
 *
 * <p>Immutable, shared between threads without a copy. The spool writes the names of the
 * components.
 */
@NullMarked
package io.flagpost.telemetry.record;

import org.jspecify.annotations.NullMarked;
