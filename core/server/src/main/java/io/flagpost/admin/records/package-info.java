/**
 * The writing side of the vendor's own records: products and their versions, licenses and their
 * activations, the block list and API keys.
 *
 * <p>Operations of the admin API, called on its event loop. Each change is one transaction with its
 * audit entry and its announcement, by {@link io.flagpost.admin.audit.Changes}; every node's {@code
 * registry} then reads anew. What is the same for all kinds of records is in {@code RecordTable}
 * and {@code RecordEditor}; the classes named after a kind hold what is its own.
 */
@NullMarked
package io.flagpost.admin.records;

import org.jspecify.annotations.NullMarked;
