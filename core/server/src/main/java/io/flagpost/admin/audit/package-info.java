/**
 * The audit log: every change to the gateway's own records goes through {@link
 * io.flagpost.admin.audit.Changes}, which logs it in the same transaction and announces it to every
 * node.
 *
 * <p>The log is a chain of MACs in PostgreSQL ({@link io.flagpost.admin.audit.PgAuditLog}). Its end
 * is signed into the data folder ({@link io.flagpost.admin.audit.AuditCheckpoints}), and both are
 * verified together ({@link io.flagpost.admin.audit.AuditVerifier}). See {@code
 * docs/adr/0008-audit-log.md}.
 *
 * <p>Called by the admin API's operations, on the caller's context; files and long computations
 * have dedicated threads.
 */
@NullMarked
package io.flagpost.admin.audit;

import org.jspecify.annotations.NullMarked;
