package io.flagpost.plugin.v1;

/** Whether the vendor still honours a license. */
public enum LicenseStatus {
  /** In good standing. */
  ACTIVE,
  /** Suspended by the vendor, for misuse say; may become active again. */
  BLOCKED,
  /** Withdrawn for good, after a refund say. */
  REVOKED
}
