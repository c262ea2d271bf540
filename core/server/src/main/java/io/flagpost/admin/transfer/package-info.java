/**
 * Import and export of licenses and activations by the million, as CSV and NDJSON, in chunks:
 * memory use depends neither on their number nor on slow clients.
 *
 * <p>An import is all or nothing. The event loop puts the request's bytes into a bounded queue; one
 * of a few worker threads parses rows and copies them, some thousand at a time, to a temporary
 * table; then statements over the whole table find violations and change the vendor's records, all
 * in one transaction of {@link io.flagpost.admin.audit.Changes}. An export reads one snapshot with
 * a server-side cursor and fetches more when the client has received the previous rows.
 *
 * <p>Called by the admin listener, on its event loop.
 */
@NullMarked
package io.flagpost.admin.transfer;

import org.jspecify.annotations.NullMarked;
