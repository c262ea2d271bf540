/** Tests of lists, against a real PostgreSQL. */
@NullMarked
package io.flagpost.listing;

import org.jspecify.annotations.NullMarked;
