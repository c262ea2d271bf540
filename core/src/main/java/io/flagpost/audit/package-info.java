/**
 * Who changed what: every change of the gateway's own records goes through {@link
 * io.flagpost.audit.Changes}, which writes it down in the same transaction and announces it to
 * every node.
 *
 * <p>Called by the admin API's operations, on the caller's context.
 */
@NullMarked
package io.flagpost.audit;

import org.jspecify.annotations.NullMarked;
