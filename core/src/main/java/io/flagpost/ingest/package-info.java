/**
 * From bytes to a telemetry record: decoding of every encoding, field semantics and format rules.
 *
 * <p>Called by {@code http} on the event loop of the request. Nothing here throws for what a client
 * sent: malformed input is a value.
 */
@NullMarked
package io.flagpost.ingest;

import org.jspecify.annotations.NullMarked;
