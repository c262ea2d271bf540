/**
 * Lists of the admin API: filtered, sorted and read page by page, for any number of rows.
 *
 * <p>Called by the packages that have lists, on the caller's context.
 */
@NullMarked
package io.flagpost.admin.listing;

import org.jspecify.annotations.NullMarked;
