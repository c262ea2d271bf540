package io.flagpost.node.config;

/** Whether each answer of the public listener is logged. */
public enum AccessLogMode {
  /** No answer is logged. */
  OFF,
  /** Every answer is logged. */
  ON
}
