/**
 * What a whole test run leaves behind, and the search through it for secrets.
 *
 * <p>While tests run, {@link io.flagpost.evidence.Evidence} keeps the answers that they got, the
 * logs of the processes that they started and the secrets that they used; {@code WholeRunScan} runs
 * after all other tests and goes through everything.
 */
@NullMarked
package io.flagpost.evidence;

import org.jspecify.annotations.NullMarked;
