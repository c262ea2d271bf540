/** The sent and stored data: a vendor's reference data, its traffic, and a history of records. */
@NullMarked
package io.flagpost.bench.data;

import org.jspecify.annotations.NullMarked;
