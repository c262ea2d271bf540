/**
 * Counts of records by hour and day, added up as records come.
 *
 * <p>{@code Statistics} is the entry point. {@code RollupFollower} follows the committed records
 * and adds them to {@code PartialSums} in memory; every few seconds {@code RollupWriter} adds these
 * to the tables, in the transaction that moves the follower's checkpoint: a record counts once,
 * however a node ends. {@code VerdictMoves} follows the later verdicts and moves counts by what
 * each changed. {@code Names} decides which of the names that senders make up get rows of their
 * own.
 *
 * <p>{@code OverviewReader} and {@code TopReader} answer from these tables. {@code
 * NightlyComparison} compares yesterday's counts with its records, on the node that counts; {@code
 * Rebuild} makes days again out of their records, in one {@code Rebuilding} at a time.
 *
 * <p>Started by {@code node}, asked by {@code admin.statistics}; counts on the context of what
 * follows records.
 */
@NullMarked
package io.flagpost.statistics;

import org.jspecify.annotations.NullMarked;
