/**
 * Runs the core's own red-flag rules and the plugin catalog on a record.
 *
 * <p>Called by {@code ingest} on the event loop of the request; plugins run on threads of their
 * own, the folded verdict comes back on the event loop.
 */
@NullMarked
package io.flagpost.telemetry.checks;

import org.jspecify.annotations.NullMarked;
