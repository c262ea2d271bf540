/** Tests of the writing side of the vendor's records, against a real PostgreSQL. */
@NullMarked
package io.flagpost.admin.records;

import org.jspecify.annotations.NullMarked;
