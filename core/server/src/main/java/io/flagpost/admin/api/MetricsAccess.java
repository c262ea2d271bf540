package io.flagpost.admin.api;

/** Who may read the metrics. */
public enum MetricsAccess {
  /** Whoever reaches the admin listener. */
  OPEN,
  /** Whoever has a token that may read. */
  TOKEN,
  /** Nobody: there is no such path. */
  OFF
}
