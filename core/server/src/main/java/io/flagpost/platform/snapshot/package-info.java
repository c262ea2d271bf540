/**
 * The encrypted copy of the reference data on this machine's disk, with which a node can start,
 * accept and sign while PostgreSQL is unreachable.
 *
 * <p>Read once by {@code node}, on the starting thread; written after each change, on its own
 * worker thread.
 */
@NullMarked
package io.flagpost.platform.snapshot;

import org.jspecify.annotations.NullMarked;
