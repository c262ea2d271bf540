/**
 * The vendor's own records as a node reads them: API keys, products, versions and block list (all
 * in memory), licenses and activations (cached, looked up in batches).
 *
 * <p>Opened and closed by {@code node}; read by {@code telemetry} and the plugins; {@code
 * admin.records} changes them. Snapshots may be read on any thread. Look-ups may be called on any
 * thread: what is cached is answered at once, what has to be loaded completes on an event loop, so
 * a caller with foreign code behind a look-up moves to an executor of its own.
 */
@NullMarked
package io.flagpost.registry;

import org.jspecify.annotations.NullMarked;
