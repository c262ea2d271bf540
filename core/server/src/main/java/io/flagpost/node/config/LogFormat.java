package io.flagpost.node.config;

/** The format of the log. */
public enum LogFormat {
  /** For people: one line per event. */
  TEXT,
  /** For machines: one JSON object per line and event. */
  JSON
}
