/**
 * Keeps records on this machine's disk while PostgreSQL is away, and replays them when it is back.
 *
 * <p>{@link io.flagpost.telemetry.spool.SpoolingStore} is a {@code TelemetryStore} in front of
 * PostgreSQL's: what that one does not take goes to the {@link io.flagpost.telemetry.spool.Spool}.
 * A record keeps its id, which is what makes it stored exactly once; {@code Replay} inserts the
 * oldest first.
 *
 * <p>Files are used on one worker thread only, named {@code spool}: {@code SpoolLog} and its parts
 * run there. Everything else is called on any event loop and completes on the caller's.
 */
@NullMarked
package io.flagpost.telemetry.spool;

import org.jspecify.annotations.NullMarked;
