/**
 * Changes to the vendor's own records: products and their versions, licenses and their activations,
 * the block list and API keys.
 *
 * <p>Operations of the admin API, called on its event loop. Each change is one transaction with its
 * audit entry and its announcement, made by {@link io.flagpost.admin.audit.Changes}; then every
 * node's {@code registry} reads again. {@code RecordTable} and {@code RecordEditor} have what all
 * kinds of records share; the classes named after a kind have the rest.
 */
@NullMarked
package io.flagpost.admin.records;

import org.jspecify.annotations.NullMarked;
