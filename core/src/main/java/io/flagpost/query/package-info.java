/**
 * Reads records back for the read API: filters, pages and walks that miss nothing.
 *
 * <p>Called by {@code http} on an event loop.
 */
@NullMarked
package io.flagpost.query;

import org.jspecify.annotations.NullMarked;
