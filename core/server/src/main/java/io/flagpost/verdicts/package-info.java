/**
 * Checks on stored records, and the verdicts that come of them.
 *
 * <p>{@code Verdicts} is the way in. {@code AfterStore} judges new records, {@code PendingChecks}
 * asks again what was not answered, {@code Recheck} judges old records anew and {@code
 * ShadowReport} tells what a plugin in shadow would do. All of them ask by {@code StoredChecks},
 * see earlier records through {@code PgHistory} and write by {@code VerdictWriter}: verdicts are
 * appended, {@code standing} sums up what stands of a record, the record itself never changes.
 * {@code JobContext} is what they share, {@code Throttle} keeps the first of them from taking the
 * machine away from requests.
 *
 * <p>Started by the root package, called by {@code admin}; runs on one context of its own, the
 * checks on their plugins' threads.
 */
@NullMarked
package io.flagpost.verdicts;

import org.jspecify.annotations.NullMarked;
