package io.flagpost.node.config;

/** Whether each answer of the public listener is logged. */
public enum AccessLogMode {
  /** None is. */
  OFF,
  /** Every one is. */
  ON
}
