/**
 * Makes records durable: group commit into PostgreSQL, idempotency, partitions.
 *
 * <p>Called on any event loop; answers on the caller's.
 */
@NullMarked
package io.flagpost.store;

import org.jspecify.annotations.NullMarked;
