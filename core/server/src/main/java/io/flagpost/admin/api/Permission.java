package io.flagpost.admin.api;

/**
 * The permission that an operation of the admin API needs, as its {@code security} in the OpenAPI
 * description names it.
 */
public enum Permission {
  /** Operations on the caller's own password, tokens and sessions. */
  SELF,
  /** To read everything except the audit log. */
  READ,
  /** To read the audit log. */
  AUDIT,
  /** To change anything. */
  WRITE
}
