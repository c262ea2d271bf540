/**
 * What happens, told to whoever listens: records as they are stored, and later verdicts on them,
 * behind their horizons, by the filter of a search.
 *
 * <p>{@code LiveRecords} is the entry point. Nothing runs while nobody listens; what is told comes
 * from PostgreSQL, so that it is the same on every node and can be gone on with from a {@code
 * LivePosition}. How much one listener is told at once is bounded, and it is told what was left
 * out.
 *
 * <p>Called by the admin API. Any thread.
 */
@NullMarked
package io.flagpost.telemetry.live;

import org.jspecify.annotations.NullMarked;
