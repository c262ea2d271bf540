/**
 * Licenses and activations by the million: import and export as CSV and NDJSON, piece by piece, so
 * that neither their number nor a slow client costs memory.
 *
 * <p>An import is all or nothing. The request's bytes are taken by the event loop into a bounded
 * queue; one of a few named worker threads reads rows from there and hands them, some thousand at a
 * time, to a temporary table; then statements over the whole of it find what cannot be and change
 * the registry, all in one transaction of {@link io.flagpost.admin.audit.Changes}. An export walks
 * one snapshot by a cursor of the server, and fetches on when the client has taken what it was
 * sent.
 *
 * <p>Called by the admin listener, on its event loop.
 */
@NullMarked
package io.flagpost.admin.transfer;

import org.jspecify.annotations.NullMarked;
