/**
 * The encrypted copy of the reference data on this machine's disk, with which a node can start,
 * accept and sign while PostgreSQL is away.
 *
 * <p>Read once by {@code node}, on the starting thread; written after each change, on a worker
 * thread of its own.
 */
@NullMarked
package io.flagpost.platform.snapshot;

import org.jspecify.annotations.NullMarked;
