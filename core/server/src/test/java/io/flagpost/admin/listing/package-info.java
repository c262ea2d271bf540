/** Tests of lists, against a real PostgreSQL. */
@NullMarked
package io.flagpost.admin.listing;

import org.jspecify.annotations.NullMarked;
