package io.flagpost.admin.api;

/**
 * What an operation of the admin API asks of its caller, as its {@code security} in the OpenAPI
 * description names it.
 */
public enum Permission {
  /** Whatever concerns only the caller: its own password, tokens and sessions. */
  SELF,
  /** To look at everything but the audit log. */
  READ,
  /** To look at the audit log. */
  AUDIT,
  /** To change anything. */
  WRITE
}
