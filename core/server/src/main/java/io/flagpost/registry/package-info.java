/**
 * The vendor's own records, as read by a node: API keys, products, versions and block list (all in
 * memory), licenses and activations (cached, looked up in batches).
 *
 * <p>Opened and closed by {@code node}; read by {@code telemetry} and the plugins; {@code
 * admin.records} changes them. Snapshots may be read on any thread. Look-ups may be called on any
 * thread: a cached answer completes at once, a loaded one completes on an event loop, so a caller
 * that runs foreign code after a look-up must move to an executor of its own.
 */
@NullMarked
package io.flagpost.registry;

import org.jspecify.annotations.NullMarked;
