/**
 * The records that a demo begins with: 90 days of three products, in which there is something to
 * find. A generator makes up what senders would have sent; the gateway's own receipt judges each of
 * these requests as of its moment, and it is stored as if it had come then.
 *
 * <p>Called by {@code node} once it is ready, on a context of its own. Deterministic for a seed and
 * an end: also the data of benchmarks.
 */
@NullMarked
package io.flagpost.demo;

import org.jspecify.annotations.NullMarked;
