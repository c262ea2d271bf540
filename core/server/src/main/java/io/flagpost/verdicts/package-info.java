/**
 * Checks on stored records, and their verdicts.
 *
 * <p>{@code Verdicts} is the entry point. {@code FoldFollower} folds new records, {@code
 * AfterStore} has the other checks judge them, {@code PendingChecks} asks again what got no answer,
 * {@code Recheck} judges old records again, and {@code ShadowReport} reports what a plugin in
 * shadow would do. All of them ask through {@code StoredChecks}, see earlier records through {@code
 * PgHistory} and write with {@code VerdictWriter}: verdicts are appended, the table {@code
 * standing} sums up those that count, the record itself never changes. {@code JobContext} is what
 * these jobs share.
 *
 * <p>Started by {@code node}, called by {@code admin.plugins}; runs on one context of its own, the
 * checks on their plugins' threads.
 */
@NullMarked
package io.flagpost.verdicts;

import org.jspecify.annotations.NullMarked;
