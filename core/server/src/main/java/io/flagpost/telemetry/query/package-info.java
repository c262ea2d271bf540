/**
 * Reads records back: filters, pages and walks that miss no record.
 *
 * <p>{@code ReadFilters} turns parameters into a filter or into errors, {@code TelemetryReader}
 * turns a filter into a page. {@code CommitHorizon} says how far a walk may go, {@code Days} which
 * partitions it needs. The size of an answer and the number of answers in memory are bounded.
 *
 * <p>{@code RecordSearch} finds records for people, by a {@code RecordFilter}: {@code RecordWalk}
 * goes through the ids in stretches, {@code RecordQuery} is the statement for one of them, {@code
 * ListedRecord} what is shown. Exports and live views use it as well.
 *
 * <p>{@code StoredRecords} reads whole records, of all environments, for the checks on stored
 * records.
 *
 * <p>Called by {@code telemetry.http}, {@code verdicts}, {@code statistics} and {@code
 * admin.telemetry} on an event loop; completes there.
 */
@NullMarked
package io.flagpost.telemetry.query;

import org.jspecify.annotations.NullMarked;
