/**
 * Keeps records on this machine while PostgreSQL does not take them, and hands them over when it
 * does again.
 *
 * <p>{@link io.flagpost.telemetry.spool.SpoolingStore} stands where {@code ingest} expects a {@code
 * TelemetryStore}: it gives records to PostgreSQL's store, and to the {@link
 * io.flagpost.telemetry.spool.Spool} what that one did not take. A record keeps its id on the way,
 * which is all that it takes to be stored exactly once; {@code Replay} brings the oldest first.
 *
 * <p>Files are touched on one worker thread only, named {@code spool}: {@code SpoolLog} and what it
 * is made of run there. Everything else is called on any event loop and answers on the caller's.
 */
@NullMarked
package io.flagpost.telemetry.spool;

import org.jspecify.annotations.NullMarked;
