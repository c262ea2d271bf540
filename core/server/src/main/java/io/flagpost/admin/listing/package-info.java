/**
 * Lists of the admin API: filtered, sorted and read page by page, however many rows there are.
 *
 * <p>Called by the features that have something to list, on the caller's context.
 */
@NullMarked
package io.flagpost.admin.listing;

import org.jspecify.annotations.NullMarked;
