/**
 * What was counted of the records, for those who look into it: overviews and top lists within a
 * caller's limit, and the comparison and renewal of the counts. Called on the admin listener's
 * event loop.
 */
@NullMarked
package io.flagpost.admin.statistics;

import org.jspecify.annotations.NullMarked;
