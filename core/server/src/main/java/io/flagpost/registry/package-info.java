/**
 * The vendor's own records: API keys, products, versions, block list (held whole in memory),
 * licenses and activations (cached, looked up in batches).
 *
 * <p>Opened and closed by {@code Gateway}, read by {@code http}, {@code ingest}, {@code checks} and
 * the plugins. Snapshots may be read on any thread. Look-ups may be asked on any thread; what is
 * cached is answered at once, what has to be loaded completes on an event loop, so whoever runs
 * foreign code behind a look-up hands it over to an executor of its own.
 */
@NullMarked
package io.flagpost.registry;

import org.jspecify.annotations.NullMarked;
