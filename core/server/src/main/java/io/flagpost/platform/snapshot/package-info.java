/**
 * A copy of the reference data on this machine's disk, sealed under the key-encryption key, so that
 * a node can start, accept and sign while PostgreSQL is away.
 *
 * <p>Read once by {@code Gateway}, on the thread that starts the node; written on a worker thread
 * of its own, whenever what it holds has changed.
 */
@NullMarked
package io.flagpost.platform.snapshot;

import org.jspecify.annotations.NullMarked;
