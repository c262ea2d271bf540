package io.flagpost.admin.api;

/** Who may read the metrics. */
public enum MetricsAccess {
  /** Everybody who can reach the admin listener. */
  OPEN,
  /** Everybody with a token that has the read permission. */
  TOKEN,
  /** Nobody: the path does not exist. */
  OFF
}
