/**
 * Runs the gateway's own red-flag rules and the receipt checks of the plugin catalog on a record.
 *
 * <p>Called by {@code telemetry.ingest} on the event loop of the request. Plugins run on their own
 * threads; the verdict is returned on the event loop.
 */
@NullMarked
package io.flagpost.telemetry.checks;

import org.jspecify.annotations.NullMarked;
