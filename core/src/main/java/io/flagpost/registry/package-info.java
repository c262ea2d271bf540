/**
 * The vendor's own records: API keys, products, versions, block list (held whole in memory),
 * licenses and activations (cached, looked up in batches).
 *
 * <p>Snapshots may be read on any thread; look-ups answer on the caller's context.
 */
@NullMarked
package io.flagpost.registry;

import org.jspecify.annotations.NullMarked;
