package io.flagpost.plugin.v1;

/** Whether the vendor still honours a license. */
public enum LicenseStatus {
  /** In good standing. */
  ACTIVE,
  /** Suspended by the vendor, for example because of misuse; may become active again. */
  BLOCKED,
  /** Withdrawn for good, for example after a refund. */
  REVOKED
}
